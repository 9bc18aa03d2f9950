# The API, and as `--target worker` the worker, against an external PostgreSQL. Node's own image, nothing but production packages, no root.
FROM node:24-slim AS build
WORKDIR /tributary
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-slim AS service
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="Tributary" \
  org.opencontainers.image.description="Multi-tenant event ingestion: every event stored exactly once" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.base.name="docker.io/library/node:24-slim"
WORKDIR /tributary
ENV NODE_ENV=production HOST=0.0.0.0
COPY package.json package-lock.json .npmrc ./
# Optional packages are the embedded PostgreSQL's binaries: a container has its database elsewhere.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY --from=build /tributary/dist dist
COPY openapi.json ./
# The image's user `node`, as a number: Kubernetes' runAsNonRoot refuses names.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not `npm start`: npm would stand between the signals and the service. The options are its own; see docs/performance.md.
FROM service AS worker
CMD ["node", "--max-semi-space-size=32", "--min-semi-space-size=32", "--no-allocation-site-pretenuring", "--v8-pool-size=1", "--heap-growing-percent=200", "dist/apps/worker/src/main.js"]

FROM service AS api
CMD ["node", "--max-semi-space-size=32", "--min-semi-space-size=32", "--no-allocation-site-pretenuring", "--v8-pool-size=1", "--heap-growing-percent=200", "dist/apps/api/src/main.js"]
