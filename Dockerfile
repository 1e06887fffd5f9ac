# The command line in a container: Node and one file, no shell, no root. Packs go to /evidence.
#   docker build --build-arg GITHUB_SHA="$(git rev-parse HEAD)" --tag unbroken .
#   docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD:/evidence" unbroken verify out/2026/11/RUN
# There is no az inside: for a run give AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET or a federated token, or use
# the managed identity of the host.
FROM node:22-bookworm-slim AS build
ARG GITHUB_SHA
ENV GITHUB_SHA=$GITHUB_SHA
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY scripts scripts
COPY src src
RUN /usr/local/bin/node scripts/build.mjs

FROM gcr.io/distroless/nodejs22-debian12:nonroot
COPY --from=build --chmod=0644 /build/dist/cli.cjs /app/unbroken.cjs
COPY LICENSE /app/LICENSE
WORKDIR /evidence
USER nonroot
ENTRYPOINT ["/nodejs/bin/node", "/app/unbroken.cjs"]
CMD ["--help"]
