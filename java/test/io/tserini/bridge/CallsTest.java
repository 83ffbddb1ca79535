package io.tserini.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class CallsTest {
  private static final String SECRET = "0123456789abcdef".repeat(8);
  private static final int OBJECT = 6;

  @TempDir Path folder;

  private record Result(int kind, ByteBuffer body) {}

  /** Node's side of the connection. */
  private static final class Client implements AutoCloseable {
    private final Socket tcp;
    private final DataInputStream in;

    /** Connects by TCP and sends the first half of a secret. */
    Client(int port, String secret) throws IOException {
      tcp = new Socket(InetAddress.getLoopbackAddress(), port);
      tcp.getOutputStream().write(HexFormat.of().parseHex(secret), 0, secret.length() / 4);
      in = new DataInputStream(tcp.getInputStream());
    }

    Client(String secret) throws IOException {
      this(Calls.listen("", secret), secret);
      readAnswer(secret);
    }

    void readAnswer(String secret) throws IOException {
      assertEquals(secret.substring(secret.length() / 2), HexFormat.of().formatHex(in.readNBytes(secret.length() / 4)));
    }

    Map<Integer, Result> read(int count) throws IOException {
      Map<Integer, Result> results = new HashMap<>();
      while (results.size() < count) {
        ByteBuffer header = littleEndian(in.readNBytes(CallResult.HEADER_BYTES));
        int call = header.getInt();
        int kind = header.getInt();
        assertNull(results.put(call, new Result(kind, littleEndian(in.readNBytes(header.getInt())))));
      }
      return results;
    }

    Result result(int call) throws IOException {
      return read(1).get(call);
    }

    @Override
    public void close() throws IOException {
      tcp.close();
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void sendsResultsOfEachKind() throws IOException {
    try (Client node = new Client(SECRET)) {
      assertEquals(new Result(0, littleEndian(new byte[0])), node.result(Calls.start(() -> null)));
      assertEquals(new Result(1, littleEndian(new byte[] {1, 2})), node.result(Calls.start(() -> new byte[] {1, 2})));
      assertEquals(0, node.result(Calls.start(() -> new byte[0])).body.remaining());
      ByteBuffer arrays = node.result(Calls.start(() -> new byte[][] {{1}, {}, {2, 3}})).body;
      assertArrayEquals(new int[] {3, 1, 0, 2}, new int[] {arrays.getInt(), arrays.getInt(), arrays.getInt(), arrays.getInt()});
      assertEquals(littleEndian(new byte[] {1, 2, 3}), arrays.slice());
      assertEquals(0.25, node.result(Calls.start(() -> 0.25f)).body.getDouble());
      assertEquals(1L << 52, node.result(Calls.start(() -> new long[] {1L << 52})).body.getDouble());
      assertEquals("🥦\0", StandardCharsets.UTF_8.decode(node.result(Calls.startLong(() -> "🥦\0")).body).toString());
      Object object = new Object();
      int call = Calls.start(() -> object);
      assertEquals(OBJECT, node.result(call).kind);
      assertSame(object, Calls.take(call));
      assertNull(Calls.take(call));
    }
  }

  private static String[] error(Result result) {
    assertEquals(7, result.kind);
    String[] texts = new String[3];
    for (int i = 0; i < texts.length; i++) {
      byte[] text = new byte[result.body.getInt()];
      result.body.get(text);
      texts[i] = new String(text, StandardCharsets.UTF_8);
    }
    return texts;
  }

  @Test
  void sendsErrorsByTheirCodes() throws IOException {
    try (Client node = new Client(SECRET)) {
      IOException origin = new IOException("of the disk");
      String[] known = error(node.result(Calls.start(() -> {
        throw new TseriniException("INDEX", "🥦|x\ny", origin);
      })));
      assertArrayEquals(new String[] {"INDEX", "🥦|x\ny"}, Arrays.copyOf(known, 2));
      assertTrue(known[2].contains("Caused by: java.io.IOException: of the disk"), known[2]);
      String[] bug = error(node.result(Calls.start(() -> {
        throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
      })));
      assertArrayEquals(new String[] {"INTERNAL", "java.lang.IllegalArgumentException: inner"}, Arrays.copyOf(bug, 2));
      String[] memory = error(node.result(Calls.startLong(() -> {
        throw new RuntimeException(new OutOfMemoryError());
      })));
      assertEquals("MEMORY", memory[0]);
    }
  }

  @Test
  void sendsManyResultsOfAnySizeAtOnce() throws IOException {
    Random random = new Random(7);
    try (Client node = new Client(SECRET)) {
      Map<Integer, byte[]> expected = new HashMap<>();
      for (int i = 0; i < 3000; i++) {
        byte[] bytes = new byte[i % 500 == 0 ? 5_000_000 : random.nextInt(i % 7 == 0 ? 200_000 : 300)];
        random.nextBytes(bytes);
        expected.put(Calls.start(() -> bytes), bytes);
      }
      Map<Integer, Result> results = node.read(expected.size());
      expected.forEach((call, bytes) -> assertEquals(littleEndian(bytes), results.get(call).body));
    }
  }

  @Test
  void aLongCallKeepsNoOtherWaiting() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (Client node = new Client(SECRET)) {
      int[] longCalls = new int[50];
      for (int i = 0; i < longCalls.length; i++) {
        longCalls[i] = Calls.startLong(() -> {
          end.await();
          return new byte[0];
        });
      }
      assertEquals(0, node.result(Calls.start(() -> null)).kind);
      end.countDown();
      Map<Integer, Result> results = node.read(longCalls.length);
      for (int call : longCalls) {
        assertEquals(1, results.get(call).kind);
      }
    }
  }

  private static byte[] untilStopped(Cancellation stop) throws TseriniException {
    for (;;) {
      stop.check();
      Thread.onSpinWait();
    }
  }

  @Test
  void endsACallWhenAskedOrWhenItsTimeIsOver() throws IOException {
    try (Client node = new Client(SECRET)) {
      int call = Calls.start(0, CallsTest::untilStopped);
      Calls.cancel(call);
      assertEquals("INTERRUPTED", error(node.result(call))[0]);
      assertEquals("INTERRUPTED", error(node.result(Calls.start(1, CallsTest::untilStopped)))[0]);
      Calls.cancel(call);
      assertEquals(0, node.result(Calls.start(-1, stop -> stop == Cancellation.NONE ? null : stop)).kind);
    }
  }

  @Test
  void servesOnlyWhoKnowsTheSecretAndOnlyOnce() throws IOException {
    int port = Calls.listen("", SECRET);
    String wrong = "f".repeat(SECRET.length());
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port);
        Client stranger = new Client(port, wrong);
        Client node = new Client(port, SECRET)) {
      node.readAnswer(SECRET);
      assertThrows(IOException.class, () -> stranger.in.readFully(new byte[1]));
      assertEquals(-1, silent.getInputStream().read());
      assertThrows(IOException.class, () -> new Client(port, SECRET).in.readFully(new byte[1]));
      assertEquals(0, node.result(Calls.start(() -> null)).kind);
    }
  }

  @Test
  void servesAUnixDomainSocket() throws IOException {
    Path path = folder.resolve("calls");
    assertEquals(0, Calls.listen(path.toString(), SECRET));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(SECRET), 0, SECRET.length() / 4));
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      in.readNBytes(SECRET.length() / 4);
      int call = Calls.start(() -> 3);
      assertEquals(call, littleEndian(in.readNBytes(4)).getInt());
    }
    assertThrows(IOException.class, () -> Calls.listen(folder.resolve("no/such/folder").toString(), SECRET));
  }

  @Test
  void dropsResultsThatNoOneReads() throws IOException {
    Client gone = new Client(SECRET);
    gone.close();
    for (int i = 0; i < 100; i++) {
      assertNotEquals(0, Calls.start(() -> new byte[1 << 20]));
    }
    try (Client node = new Client(SECRET)) {
      assertEquals(0, node.result(Calls.startLong(() -> null)).kind);
    }
  }
}
