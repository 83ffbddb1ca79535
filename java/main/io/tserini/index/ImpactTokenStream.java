package io.tserini.index;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;

/**
 * The tokens of one vector, each once, with its weight as the term frequency. The postings equal
 * those that come from repeating each token as often as its weight says, without the repetition.
 */
public final class ImpactTokenStream extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
  private WeightedTokens impacts;
  private int next;

  /** Sets the vector that the next pass over this stream gives. */
  void reset(WeightedTokens impacts) {
    this.impacts = impacts;
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next == impacts.size()) {
      return false;
    }
    clearAttributes();
    term.append(impacts.tokens()[next]);
    frequency.setTermFrequency(impacts.weights()[next]);
    next++;
    return true;
  }
}
