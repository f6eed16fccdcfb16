# syntax=docker/dockerfile:1
# The worker service, and in the same image the one-shot migration task (`migrate/index.mjs`).
#   docker build --platform linux/arm64 --file packages/worker/docker/worker.Dockerfile .
ARG NODE_IMAGE=public.ecr.aws/docker/library/node:24-bookworm-slim

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /source
COPY . .
RUN node scripts/run.mjs build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
# RDS signs its databases' certificates itself; Node does not know that authority.
ADD --chmod=0444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem ./rds-global-bundle.pem
COPY --from=build --chown=root:root /source/packages/functions/dist/worker/ ./
COPY --from=build --chown=root:root /source/packages/functions/dist/migrate/ ./migrate/
COPY --from=build --chown=root:root /source/packages/database/migrations/ ./migrations/
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT??3000)+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["index.mjs"]
