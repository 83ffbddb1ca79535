package io.tserini.index;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;

/**
 * The tokens of a vector, each once, with its weight as the term frequency. The postings equal those of repeating each
 * token as often as its weight says. Where positions are stored, which Lucene does not allow beside a custom term
 * frequency, the tokens are repeated.
 */
final class ImpactTokenStream extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
  private final boolean repeat;
  private WeightedTokens vector;
  private int next;
  private int repetitions;

  ImpactTokenStream(boolean repeat) {
    this.repeat = repeat;
  }

  void setVector(WeightedTokens vector) {
    this.vector = vector;
  }

  @Override
  public void reset() {
    next = 0;
    repetitions = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next == vector.size()) {
      return false;
    }
    clearAttributes();
    term.append(vector.tokens()[next]);
    int weight = vector.weights()[next];
    if (!repeat) {
      frequency.setTermFrequency(weight);
      next++;
    } else if (++repetitions == weight) {
      repetitions = 0;
      next++;
    }
    return true;
  }
}
