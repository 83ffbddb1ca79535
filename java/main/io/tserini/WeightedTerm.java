package io.tserini;

import org.apache.lucene.util.BytesRef;

/** A term of a query: a document that has it in the field gains weight × frequency. */
record WeightedTerm(String field, BytesRef term, float weight) {}
