/**
 * The thin layer between Node.js and Lucene: builds indexes from sparse vectors or from text, searches
 * and reads them. Node.js calls it through a JVM in its own process, so calls are few and coarse: paths,
 * joined strings and byte arrays go across, never object graphs.
 */
package io.tserini;
