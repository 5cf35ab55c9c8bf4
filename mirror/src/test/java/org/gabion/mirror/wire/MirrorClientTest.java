package org.gabion.mirror.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What nodes ask each other with, against a server that counts its connections.
final class MirrorClientTest {
  private static final Waits WAITS = new Waits(Duration.ofSeconds(2), Duration.ofSeconds(10));

  private final List<Socket> taken = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private volatile boolean closesAfterEach;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.ofLiteral("127.79.0.1"));
    Thread.startVirtualThread(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        taken.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // It is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        head.append((char) b);
        if (head.indexOf("\r\n\r\n") >= 0) {
          heads.add(head.toString());
          head.setLength(0);
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext";
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          if (closesAfterEach) {
            return;
          }
        }
      }
    } catch (IOException gone) {
      // The client went away.
    }
  }

  private MirrorAddress address(String path) {
    return MirrorAddress.parse("http://127.79.0.1:" + server.getLocalPort() + path);
  }

  private static String text(MirrorClient.PeerSource source, String path) throws IOException {
    return new String(source.fetch(path, 100).orElseThrow(), StandardCharsets.US_ASCII);
  }

  @Test
  void requests_toOneMirror_shareAConnection() throws IOException {
    try (MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 8)) {
      MirrorClient.PeerSource source = client.source(address("/a/copy/"));
      for (int i = 0; i < 3; i++) {
        assertThat(text(source, ".gabion/head")).isEqualTo("text");
      }
    }
    assertThat(taken).hasSize(1);
    assertThat(heads)
        .allSatisfy(h -> assertThat(h).startsWith("GET /a/copy/.gabion/head HTTP/1.1"));
  }

  @Test
  void connection_thatTheMirrorClosed_isReplacedWithoutAWord() throws Exception {
    closesAfterEach = true;
    try (MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 8)) {
      MirrorClient.PeerSource source = client.source(address("/"));
      for (int i = 0; i < 3; i++) {
        assertThat(text(source, "x")).isEqualTo("text");
      }
    }
    assertThat(taken).hasSize(3);
  }

  @Test
  void connections_beyondTheBound_areNotKept() throws IOException {
    try (MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 1)) {
      for (String path : List.of("/a/", "/b/", "/a/")) {
        assertThat(text(client.source(address(path)), "x")).isEqualTo("text");
      }
    }
    assertThat(taken).hasSize(3);
  }

  @Test
  void address_thatIsNotPublic_isNeverContactedOutsideTheLab() {
    try (MirrorClient client = new MirrorClient(new AddressRule(false), WAITS, 8)) {
      assertThatThrownBy(() -> client.source(address("/")).fetch("x", 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.79.0.1 is no address of the public internet");
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void address_thatIsNotLoopback_isNeverContactedInTheLab() {
    try (MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 8)) {
      MirrorAddress elsewhere = MirrorAddress.parse("http://192.0.2.1/");
      assertThatThrownBy(() -> client.source(elsewhere).fetch("x", 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("192.0.2.1 is no loopback address");
    }
  }

  @Test
  void answer_longerThanTheLimit_isRefused() {
    try (MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 8)) {
      assertThatThrownBy(() -> client.source(address("/")).fetch("x", 3))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than 3 bytes");
    }
  }
}
