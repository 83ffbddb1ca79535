package io.tserini.index;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The tokens of one vector, each repeated as often as its weight says. Needed only where positions
 * are stored, which Lucene does not allow beside a custom term frequency.
 */
public final class RepeatedTokenStream extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private WeightedTokens impacts;
  private int next;
  private int given;

  /** Sets the vector that the next pass over this stream gives. */
  void reset(WeightedTokens impacts) {
    this.impacts = impacts;
  }

  @Override
  public void reset() {
    next = 0;
    given = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next < impacts.size() && given == impacts.weights()[next]) {
      next++;
      given = 0;
    }
    if (next == impacts.size()) {
      return false;
    }
    clearAttributes();
    term.append(impacts.tokens()[next]);
    given++;
    return true;
  }
}
