# syntax=docker/dockerfile:1
# The worker service, and in the same image what is run by hand: migrations (`migrate/index.mjs`), the check of work
# histories (`history/index.mjs check`).
#   docker build --platform linux/arm64 --file packages/worker/docker/worker.Dockerfile .
# The tag is for people: what is pulled is the digest, for both architectures. docs/operate.md says how it is renewed.
ARG NODE_IMAGE=public.ecr.aws/docker/library/node:24.19.0-bookworm-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /source
COPY . .
RUN node scripts/run.mjs build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
# RDS signs its databases' certificates itself; Node does not know that authority. AWS appends to the file: then the build
# stops, and somebody looks at what was added before the checksum is renewed.
ADD --chmod=0444 --checksum=sha256:e5bb2084ccf45087bda1c9bffdea0eb15ee67f0b91646106e466714f9de3c7e3 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem ./rds-global-bundle.pem
COPY --from=build --chown=root:root /source/packages/functions/dist/worker/ ./
COPY --from=build --chown=root:root /source/packages/functions/dist/migrate/ ./migrate/
COPY --from=build --chown=root:root /source/packages/functions/dist/history/ ./history/
COPY --from=build --chown=root:root /source/packages/database/migrations/ ./migrations/
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT??3000)+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["index.mjs"]
