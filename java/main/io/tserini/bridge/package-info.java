/**
 * What crosses the bridge to Node.js. Node.js calls it through a JVM in its own process, so calls are few and coarse:
 * paths, joined strings and byte arrays cross the bridge, never object graphs.
 */
package io.tserini.bridge;
