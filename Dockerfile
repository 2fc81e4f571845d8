# The Sparkify lake of this repository as an image; docs/ci.md says how to run it, and how to put a project of your own in.
# Debian rather than Alpine: DuckDB's binaries need glibc.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app ./
# All else belongs to root: a build can write its lake, and neither its models nor the program.
RUN mkdir -p target && chown node:node target
USER node
VOLUME /app/target
ENTRYPOINT ["node", "bin/sparkify.js"]
CMD ["build"]
