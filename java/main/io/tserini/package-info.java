/**
 * The thin layer between Node.js and Lucene: builds impact indexes from sparse vectors and searches
 * them. Node.js calls it through a JVM in its own process, so calls are few and coarse: paths,
 * joined strings and byte arrays go across, never object graphs.
 */
package io.tserini;
