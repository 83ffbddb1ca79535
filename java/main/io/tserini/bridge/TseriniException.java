package io.tserini.bridge;

import java.io.PrintWriter;

/**
 * A failure that the user can fix. Its text is {@code CODE|message}. Of an exception that a synchronous call throws,
 * java-bridge passes on the text of its first cause alone, so this one has no cause, though its stack trace shows one.
 */
public final class TseriniException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final Throwable origin;

  /** @param code one of the TypeScript side's {@code ErrorCode} */
  public TseriniException(String code, String message, Throwable origin) {
    super(code + "|" + message);
    this.code = code;
    this.origin = origin;
  }

  public TseriniException(String code, String message) {
    this(code, message, null);
  }

  public String code() {
    return code;
  }

  /** The message without the code. */
  public String text() {
    return getMessage().substring(code.length() + 1);
  }

  /** The same failure, with a way out behind its message. */
  public TseriniException withAdvice(String advice) {
    return new TseriniException(code, text() + "; " + advice, origin);
  }

  @Override
  public void printStackTrace(PrintWriter out) {
    super.printStackTrace(out);
    if (origin != null) {
      out.print("Caused by: ");
      origin.printStackTrace(out);
    }
  }
}
