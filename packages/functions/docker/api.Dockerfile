# syntax=docker/dockerfile:1
# The api service. Build from the repository's root:
#   docker build --platform linux/arm64 --file packages/functions/docker/api.Dockerfile .
# The tag is for people: what is pulled is the digest, for both architectures. docs/operate.md says how it is renewed.
ARG NODE_IMAGE=public.ecr.aws/docker/library/node:24.19.0-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df

# Bundles are plain JavaScript: they are built on the builder's own architecture and only copied.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /source
COPY . .
RUN node scripts/run.mjs build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /source/packages/functions/dist/api/ ./
# Nobody with a number, so that a platform that checks for root can tell.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT??3000)+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["index.mjs"]
