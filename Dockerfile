# tserini serve as an image: docs/serve.md says how to build and run it.

# A Java runtime and a JDK, which Debian 12 does not have new enough.
FROM eclipse-temurin:25-jre AS jre
FROM eclipse-temurin:25-jdk AS jdk

# Everything is built here: TypeScript, the page, the Java shim.
FROM node:20-bookworm AS build
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk ONNXRUNTIME_NODE_INSTALL=skip
RUN apt-get update && apt-get install --yes --no-install-recommends gradle && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run setup && npm prune --omit=dev --no-audit --no-fund
# ONNX Runtime has binaries for every system: 240 MB that are never used here.
RUN cd node_modules/onnxruntime-node/bin/napi-v6 && ls -d */* | grep -vx "linux/$(node -p process.arch)" | xargs rm -r

FROM node:20-bookworm-slim
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk NODE_ENV=production TSERINI_CACHE=/var/cache/tserini HF_HOME=/var/cache/tserini/huggingface
RUN install --directory --owner=node --group=node /var/cache/tserini
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE NOTICE ./
COPY models models
COPY catalogue catalogue
COPY examples examples
USER node
VOLUME /var/cache/tserini
EXPOSE 8080
# The first start may have an index to build or a model to fetch.
HEALTHCHECK --start-period=120s --interval=15s --timeout=5s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
