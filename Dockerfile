# One image for the three services and the origin with the web UI; the command selects one (docker-compose.yml).
FROM node:24-bookworm-slim AS build
WORKDIR /ates
COPY package.json package-lock.json ./
COPY apps/web/package.json ./apps/web/
COPY tools/package.json ./tools/
# Only packages for building and running, not for tests and checks (docs/adr/0030). None needs install scripts.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
# Without the types of the API clients: only editors and checks need them, and a development package generates them.
RUN node tools/build/build.mjs services web-ui

# Only the packages of the services: without the package.json of the workspaces, npm skips what only they use. It still
# installs the TypeScript compiler, an optional peer of @nestjs/swagger for a build plugin that we do not use.
FROM node:24-bookworm-slim AS packages
WORKDIR /ates
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-audit --no-fund && rm -rf node_modules/typescript

FROM node:24-bookworm-slim
# The version of package.json; npm run check compares them.
LABEL org.opencontainers.image.title="aTES" org.opencontainers.image.version="0.1.0" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 LOG_FORMAT=json
WORKDIR /ates
COPY --from=packages /ates/package.json ./
COPY --from=packages /ates/node_modules ./node_modules
COPY --from=build /ates/dist ./dist
COPY tools/terminal/*.mjs ./tools/terminal/
COPY tools/origin/*.mjs ./tools/origin/
COPY tools/servers/databases.mjs tools/servers/make-databases.mjs \
  tools/servers/broker-definitions.mjs tools/servers/make-broker.mjs ./tools/servers/
# The part of the HTTP server that the origin shares with the services. It needs no build.
COPY libs/platform/src/edge/*.mjs ./libs/platform/src/edge/
# A new volume mounted here inherits the owner of the folder.
RUN install -d -o node -g node /var/lib/ates/day-journal /var/lib/ates/mail
# This account can read the files of the image, but not change them.
USER node
CMD ["node", "--enable-source-maps", "dist/apps/tasks/src/main.js"]
