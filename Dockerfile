# One image with the three services, the web UI and the origin; the command says which (docker-compose.yml).
FROM node:24-bookworm-slim AS build
WORKDIR /ates
COPY package.json package-lock.json ./
COPY apps/web/package.json ./apps/web/
COPY tools/package.json ./tools/
# What runs and what builds, not what tests and checks (docs/adr/0030). No package needs its install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
RUN npm run build

# The packages of the services alone. Without the workspaces' package.json, npm leaves out what only they use. The compiler
# it keeps, as an optional peer of @nestjs/swagger: for a plugin of builds, which nothing here uses.
FROM node:24-bookworm-slim AS packages
WORKDIR /ates
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund && rm -rf node_modules/typescript

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 LOG_FORMAT=json
WORKDIR /ates
COPY --from=packages /ates/package.json ./
COPY --from=packages /ates/node_modules ./node_modules
COPY --from=build /ates/dist ./dist
COPY tools/origin*.mjs tools/serve-origin.mjs tools/databases.mjs tools/make-databases.mjs tools/needed-keys.mjs tools/progress.mjs tools/web-ui.mjs ./tools/
# The part of the HTTP server that the origin shares with the services; it needs no build.
COPY libs/platform/src/edge/*.mjs ./libs/platform/src/edge/
# A volume that is mounted here for the first time belongs to whom the folder belongs to.
RUN install -d -o node -g node /var/lib/ates/day-journal /var/lib/ates/mail
# Readable by all, writable by none of the accounts that it runs as.
USER node
CMD ["node", "--enable-source-maps", "dist/apps/tasks/src/main.js"]
