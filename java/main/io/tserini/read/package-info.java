/** What is in an index: statistics, terms, postings, documents, vectors. */
package io.tserini.read;
