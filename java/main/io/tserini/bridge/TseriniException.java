package io.tserini.bridge;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A failure that the user can fix. Only the text of an exception crosses the bridge, that of its first cause, so this
 * one has no cause and a text in three parts: a code of the TypeScript side's {@code ErrorCode}, a bar, the message,
 * the sign ␟, and the stack trace of the cause.
 */
public final class TseriniException extends Exception {
  private static final long serialVersionUID = 1L;

  public TseriniException(String code, String message, Throwable cause) {
    super(code + "|" + BridgeText.escape(message + "␟" + trace(cause)));
  }

  public TseriniException(String code, String message) {
    super(code + "|" + BridgeText.escape(message + "␟"));
  }

  private static String trace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
