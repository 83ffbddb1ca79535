package io.tserini.index;

import io.tserini.store.Fields;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/** The field of a vector: its tokens, each with its weight as its frequency. */
final class VectorField extends Field {
  private final WeightedTokens vector;

  VectorField(WeightedTokens vector, FieldType type) {
    super(Fields.CONTENTS, type);
    this.vector = vector;
  }

  int size() {
    return vector.size();
  }

  /** {@inheritDoc} Reuses the stream of the previous document. */
  @Override
  public TokenStream tokenStream(Analyzer analyzer, TokenStream reuse) {
    boolean repeat = fieldType().indexOptions() == IndexOptions.DOCS_AND_FREQS_AND_POSITIONS;
    ImpactTokenStream stream = reuse instanceof ImpactTokenStream previous ? previous : new ImpactTokenStream(repeat);
    stream.setVector(vector);
    return stream;
  }
}
