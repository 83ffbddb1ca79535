/** Builds an index from a collection: reading, parsing, writing. */
package io.tserini.index;
