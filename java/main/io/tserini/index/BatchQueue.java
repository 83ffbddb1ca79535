package io.tserini.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Batches that the caller hands over as it reads them: a few wait, and then the caller does, so that memory does not grow
 * with the collection. Thread-safe.
 */
final class BatchQueue implements BatchSource {
  /** How soon a thread that waits notices that the run stops. */
  private static final int LOOK_MILLISECONDS = 20;

  private final BlockingQueue<Batch> waiting;
  private final String name;
  private final StopReason stop;
  private final Batch end = Batch.ofLines(-1, "", 0, new byte[0], 0, 0);
  private int batches;
  private long line = 1;

  /**
   * @param name what the collection is called in errors
   * @param room how many batches may wait
   */
  BatchQueue(String name, int room, StopReason stop) {
    this.name = name;
    this.waiting = new ArrayBlockingQueue<>(room);
    this.stop = stop;
  }

  /**
   * Adds a batch, once there is room for it.
   *
   * @param lines a line of JSON for each record
   * @return false if the run stops, and takes no more
   */
  boolean put(String lines) throws InterruptedException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    Batch batch = Batch.ofLines(batches++, name, line, bytes, 0, bytes.length);
    line += LineEnds.count(bytes, 0, bytes.length);
    return add(batch);
  }

  /** Says that no batch follows. */
  void end() throws InterruptedException {
    add(end);
  }

  private boolean add(Batch batch) throws InterruptedException {
    while (!stop.isSet()) {
      if (waiting.offer(batch, LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /** {@inheritDoc} Null, too, if the run stops. */
  @Override
  public Batch next() throws IOException {
    try {
      while (!stop.isSet()) {
        Batch batch = waiting.poll(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
        if (batch == end) {
          // For the other threads.
          waiting.put(end);
          return null;
        }
        if (batch != null) {
          return batch;
        }
      }
      return null;
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    waiting.clear();
  }
}
