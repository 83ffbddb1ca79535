package io.tserini.bridge;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that Node.js does not wait for. A method {@code startX} hands its work to one of Java's threads and returns the
 * number of the call at once; the result goes to Node over the process's {@link CallSocket}, as a {@link CallResult}
 * says. (java-bridge can do this by itself, but every such call leaves memory behind.)
 *
 * <p>A method {@code startX} is {@code return Calls.start(() -> x(…));}, or {@link #startLong}. A search takes a time
 * limit, and can be cancelled by the number of its call: {@code return Calls.start(limitMs, stop -> x(…, stop));}.
 */
public final class Calls {
  /** Below this many threads a few slow reads of a disk would stop all searches of a small machine. */
  private static final int LEAST_THREADS = 4;

  private static final int IDLE_SECONDS = 10;

  private static final AtomicInteger lastCall = new AtomicInteger();
  private static final AtomicInteger lastThread = new AtomicInteger();

  /** Calls wait here for a thread, first come, first served: more threads than cores would only slow each other down. */
  private static final ExecutorService shortCalls = shortCalls();

  /** Each of these has a thread of its own, so that none keeps searches waiting. */
  private static final ExecutorService longCalls =
      new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Calls::thread);

  /** As these, but searches go before: what changes an index that is being searched. */
  private static final ExecutorService backgroundCalls =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Calls::backgroundThread);

  /** Results that are objects, until Node takes them. */
  private static final Map<Integer, Object> objects = new ConcurrentHashMap<>();

  private static final Map<Integer, Cancellation> stoppable = new ConcurrentHashMap<>();

  private static volatile CallSocket socket;

  private Calls() {}

  private static ExecutorService shortCalls() {
    int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Calls::thread);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tserini-call-" + lastThread.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private static Thread backgroundThread(Runnable work) {
    return new BackgroundThread(work, "tserini-background-" + lastThread.incrementAndGet());
  }

  static void sendBackgroundThread(int thread) {
    CallSocket target = socket;
    if (target != null) {
      target.send(CallResult.ofBackgroundThread(thread));
    }
  }

  /**
   * Listens for the process's own connection, in place of an earlier one.
   *
   * @param path a file for a Unix domain socket; empty for TCP on a loopback address
   * @param secret what Node sends first, and what is sent in answer, in hexadecimal, half each
   * @return the port; 0 for a Unix domain socket
   */
  public static int listen(String path, String secret) throws IOException {
    LuceneLog.showSevere();
    CallSocket listening = CallSocket.listen(path, secret, Calls::thread);
    CallSocket earlier = socket;
    socket = listening;
    if (earlier != null) {
      earlier.close();
    }
    return listening.port();
  }

  /**
   * Starts work that takes milliseconds. It waits while as many such calls are under way as there are cores.
   *
   * @param work returns what a {@link CallResult} can be
   * @return the number of the call
   */
  public static int start(Callable<?> work) {
    return start(shortCalls, work);
  }

  /** Starts work that may take seconds: what opens, writes, refreshes or closes an index, or reads all of it. */
  public static int startLong(Callable<?> work) {
    return start(longCalls, work);
  }

  /** As {@link #startLong}, for work beside which searches go on: they go before it where cores are scarce. */
  public static int startBackground(Callable<?> work) {
    return start(backgroundCalls, work);
  }

  /** Work without a result. */
  public interface Action {
    void run() throws Exception;
  }

  /** As {@link #startLong(Callable)}. */
  public static int startLong(Action work) {
    return startLong(() -> {
      work.run();
      return null;
    });
  }

  /** Work that can be ended early. */
  public interface Stoppable {
    Object run(Cancellation cancellation) throws Exception;
  }

  /**
   * As {@link #start(Callable)}, for work that {@link #cancel} or its time limit ends.
   *
   * @param limitMs milliseconds that it may take from this call on; 0 for no limit; negative if nothing is to end it,
   *     which spares it looking
   */
  public static int start(double limitMs, Stoppable work) {
    if (limitMs < 0) {
      return start(() -> work.run(Cancellation.NONE));
    }
    Cancellation cancellation = new Cancellation(limitMs);
    int call = lastCall.incrementAndGet();
    stoppable.put(call, cancellation);
    return start(shortCalls, call, () -> {
      try {
        return work.run(cancellation);
      } finally {
        stoppable.remove(call);
      }
    });
  }

  /** Ends a call early. Nothing happens if it has ended or cannot be ended. */
  public static void cancel(int call) {
    Cancellation cancellation = stoppable.get(call);
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  private static int start(ExecutorService pool, Callable<?> work) {
    return start(pool, lastCall.incrementAndGet(), work);
  }

  private static int start(ExecutorService pool, int call, Callable<?> work) {
    CallSocket target = socket;
    // Made here, so that no call is without a result because memory lacks at its end.
    CallResult result = new CallResult(call);
    pool.execute(() -> run(call, work, result, target));
    return call;
  }

  private static void run(int call, Callable<?> work, CallResult result, CallSocket target) {
    try {
      Object value = work.call();
      if (!result.set(value)) {
        objects.put(call, value);
        result.setObject();
      }
    } catch (Throwable e) {
      result.fail(e);
    }
    target.send(result);
  }

  /** A result that is an object, once. */
  public static Object take(int call) {
    return objects.remove(call);
  }
}
