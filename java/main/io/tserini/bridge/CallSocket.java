package io.tserini.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.apache.lucene.util.IOUtils;

/**
 * The connection inside the process over which the results of calls go to Node.js. The first client that sends the first
 * half of the secret is sent the second half and gets the results; then nothing listens any more.
 *
 * <p>Whichever thread has a result to send when none is sending sends all that there are, several small ones by one
 * write to the system. The others leave theirs and go on.
 */
final class CallSocket {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ServerSocketChannel server;
  private final byte[] question;
  private final byte[] answer;
  /** Clients that have not sent the secret. */
  private final Set<SocketChannel> strangers = ConcurrentHashMap.newKeySet();

  /** Null until Node has connected. No call starts before that. */
  private volatile SocketChannel node;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Object lock = new Object();
  // What is to be sent, in order, and whether a thread is sending: by the lock.
  private CallResult first;
  private CallResult last;
  private boolean isSending;
  private boolean isClosed;

  private CallSocket(ServerSocketChannel server, String secret) {
    byte[] bytes = HexFormat.of().parseHex(secret);
    this.server = server;
    this.question = Arrays.copyOf(bytes, bytes.length / 2);
    this.answer = Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length);
  }

  /** Listens as {@link Calls#listen} says. */
  static CallSocket listen(String path, String secret, ThreadFactory threads) throws IOException {
    boolean isFile = !path.isEmpty();
    SocketAddress address =
        isFile ? UnixDomainSocketAddress.of(path) : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerSocketChannel server =
        isFile ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      server.bind(address);
    } catch (Throwable e) {
      IOUtils.closeWhileHandlingException(server);
      throw e;
    }
    CallSocket socket = new CallSocket(server, secret);
    threads.newThread(() -> socket.accept(threads)).start();
    return socket;
  }

  int port() throws IOException {
    return server.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
  }

  /** Waits for clients. A silent one keeps none waiting, as each is heard by a thread of its own. */
  private void accept(ThreadFactory threads) {
    try {
      while (node == null) {
        SocketChannel client = server.accept();
        strangers.add(client);
        threads.newThread(() -> greet(client)).start();
      }
    } catch (IOException e) {
      // Node is connected, and nothing listens any more.
    }
  }

  private void greet(SocketChannel client) {
    try {
      ByteBuffer received = ByteBuffer.allocate(question.length);
      while (received.hasRemaining() && client.read(received) >= 0) {}
      if (MessageDigest.isEqual(received.array(), question)) {
        welcome(client);
      }
    } catch (IOException e) {
      // It is closed below.
    } finally {
      if (strangers.remove(client)) {
        IOUtils.closeWhileHandlingException(client);
      }
    }
  }

  private synchronized void welcome(SocketChannel client) throws IOException {
    if (node != null) {
      return;
    }
    strangers.remove(client);
    node = client;
    IOUtils.closeWhileHandlingException(server);
    IOUtils.closeWhileHandlingException(strangers);
    ByteBuffer sent = ByteBuffer.wrap(answer);
    while (sent.hasRemaining()) {
      client.write(sent);
    }
  }

  void send(CallResult result) {
    synchronized (lock) {
      if (isClosed) {
        return;
      }
      if (first == null) {
        first = result;
      } else {
        last.next = result;
      }
      last = result;
      if (isSending) {
        return;
      }
      isSending = true;
    }
    try {
      for (CallResult sent = take(); sent != null; sent = take()) {
        for (; sent != null; sent = sent.next) {
          write(sent);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // Node has closed its end, as it does when its thread ends. If not, its calls fail by the end of the connection.
      close();
    }
  }

  /** Ends the connection, and listens no more. Later results are dropped. */
  void close() {
    synchronized (lock) {
      isClosed = true;
      first = null;
    }
    IOUtils.closeWhileHandlingException(server, node);
    IOUtils.closeWhileHandlingException(strangers);
  }

  /** All results that are to be sent. Without any, what is in the buffer is sent, and then this thread's turn ends. */
  private CallResult take() throws IOException {
    for (;;) {
      synchronized (lock) {
        CallResult taken = first;
        if (taken != null || buffer.position() == 0) {
          isSending = taken != null;
          first = null;
          return taken;
        }
      }
      flush();
    }
  }

  private void write(CallResult result) throws IOException {
    if (buffer.remaining() < CallResult.HEADER_BYTES) {
      flush();
    }
    result.writeHeader(buffer);
    for (byte[] part : result.parts()) {
      for (int from = 0; from < part.length; ) {
        if (!buffer.hasRemaining()) {
          flush();
        }
        int length = Math.min(part.length - from, buffer.remaining());
        buffer.put(part, from, length);
        from += length;
      }
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      node.write(buffer);
    }
    buffer.clear();
  }
}
