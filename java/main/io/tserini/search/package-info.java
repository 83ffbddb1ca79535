/** Searches an index with impacts or BM25, from many threads. */
package io.tserini.search;
