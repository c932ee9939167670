# syntax=docker/dockerfile:1
# The image of a Parley server. Not built in this project's own tests, whose machines have no
# container engine; what each stage runs was tried outside of one.
#
#   docker build -t parley .
#   docker build -t parley --build-arg NATIVE=source .   (see SECURITY.md, "The OpenSSL of node-datachannel")

ARG NODE=26-bookworm-slim
ARG NATIVE=prebuilt

# What npm reads: as long as it stays the same, what is installed by it is not installed again.
FROM node:${NODE} AS manifests
WORKDIR /parley
COPY package.json package-lock.json ./
COPY packages/protocol/package.json packages/protocol/
COPY packages/sdk/package.json packages/sdk/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/

# The web client, with all the tools that build it.
FROM manifests AS web
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json tsconfig.json ./
COPY packages/protocol packages/protocol
COPY packages/sdk packages/sdk
COPY packages/web packages/web
RUN node node_modules/vite/bin/vite.js build packages/web

# What the server needs to run, and nothing else. All binaries come inside their npm packages.
FROM manifests AS modules
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund -w @parley/server -w @parley/protocol

# node-datachannel as it comes: with OpenSSL 1.1.1w inside.
FROM modules AS native-prebuilt

# node-datachannel from its source, against Debian's OpenSSL 3, which the image then gets its fixes for.
# Needs GitHub. The source is that of the version in package-lock.json.
FROM modules AS native-source
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential ca-certificates cmake git libssl-dev \
  && rm -rf /var/lib/apt/lists/*
RUN version="$(node -p 'require("node-datachannel/package.json").version')" \
  && git clone --depth 1 --branch "v${version}" https://github.com/murat-dogan/node-datachannel.git /native \
  && cd /native \
  && sed -i '/OPENSSL_USE_STATIC_LIBS TRUE/d' CMakeLists.txt \
  && npm install --ignore-scripts --no-audit --no-fund \
  && npx cmake-js build \
  && for place in /parley/node_modules/@node-datachannel/linux-*; do \
       cp build/Release/node_datachannel.node "$place/"; \
     done

FROM native-${NATIVE} AS native

FROM node:${NODE}
ARG NATIVE
# libssl3 is what node-datachannel from source is linked with.
RUN if [ "$NATIVE" = source ]; then \
      apt-get update && apt-get install -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*; \
    fi \
  && rm -rf /usr/local/lib/node_modules /opt/yarn* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/yarn*
WORKDIR /parley
COPY package.json LICENSE ./
COPY --from=native /parley/node_modules node_modules
COPY packages/protocol packages/protocol
COPY packages/server/package.json packages/server/
COPY packages/server/src packages/server/src
COPY --from=web /parley/packages/web/dist packages/web/dist
# The media workers keep what V8 has compiled of them, so that the next one starts faster.
RUN install -d -o node -g node /data node_modules/.cache
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000/tcp 8000/udp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: signals reach the server itself, which then says goodbye to everybody.
CMD ["node", "packages/server/src/main.ts"]
