package io.tserini.index;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/** The field of a vector: its tokens, each with its weight as its frequency. */
public final class VectorField extends Field {
  private final WeightedTokens impacts;

  VectorField(String name, WeightedTokens impacts, FieldType type) {
    super(name, type);
    this.impacts = impacts;
  }

  /** {@inheritDoc} The stream of the document before is taken again. */
  @Override
  public TokenStream tokenStream(Analyzer analyzer, TokenStream reuse) {
    if (fieldType().indexOptions() == IndexOptions.DOCS_AND_FREQS_AND_POSITIONS) {
      RepeatedTokenStream stream =
          reuse instanceof RepeatedTokenStream before ? before : new RepeatedTokenStream();
      stream.reset(impacts);
      return stream;
    }
    ImpactTokenStream stream = reuse instanceof ImpactTokenStream before ? before : new ImpactTokenStream();
    stream.reset(impacts);
    return stream;
  }
}
