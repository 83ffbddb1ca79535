/**
 * What Node.js and this library need to talk. Node.js calls it through a JVM in its own process, so calls are few and
 * coarse: paths, joined strings and byte arrays cross the bridge, never object graphs.
 */
package io.tserini.bridge;
