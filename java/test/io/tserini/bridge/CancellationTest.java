package io.tserini.bridge;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CancellationTest {
  @Test
  void endsASearchWhenAsked() {
    Cancellation cancellation = new Cancellation(0);
    assertDoesNotThrow(cancellation::check);
    cancellation.cancel();
    assertTrue(cancellation.shouldExit());
    TseriniException e = assertThrows(TseriniException.class, cancellation::check);
    assertTrue(e.getMessage().startsWith("INTERRUPTED|"));
  }

  @Test
  void endsASearchWhenItsTimeIsOver() throws InterruptedException {
    Cancellation cancellation = new Cancellation(1);
    Thread.sleep(2);
    assertTrue(cancellation.shouldExit());
    assertThrows(TseriniException.class, cancellation::check);
    assertFalse(new Cancellation(60_000).shouldExit());
  }
}
