package org.gabion.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackSocketsTest {

  // Literals only: a test must not ask a name server. 192.0.2.0/24 and 2001:db8::/32 are for
  // documentation (RFC 5737,
  // RFC 3849); nothing is sent to any of them, for the refusal comes before a socket is opened.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1", "10.0.0.1", "0.0.0.0", "128.0.0.1", "126.255.255.255", "255.255.255.255",
        "::", "2001:db8::1", "fe80::1", "::2", "::ffff:192.0.2.1", "224.0.0.1"
      })
  void everyDoor_addressElsewhere_refuses(String literal) throws IOException {
    InetAddress ip = InetAddress.getByName(literal);
    InetSocketAddress elsewhere = new InetSocketAddress(ip, 9);
    InetSocketAddress here = LoopbackSockets.resolve("127.0.0.1", 9);

    assertThatIllegalArgumentException().isThrownBy(() -> LoopbackSockets.resolve(literal, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopbackSockets.connect(here.getAddress(), elsewhere, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> LoopbackSockets.listen(elsewhere));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopbackSockets.begin(here.getAddress(), elsewhere));
    assertThatIllegalArgumentException().isThrownBy(() -> LoopbackSockets.begin(ip, here));
    assertThatIllegalArgumentException().isThrownBy(() -> LoopbackSockets.connect(ip, here, 100));
    String host = literal.contains(":") ? "[" + literal + "]" : literal;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopbackSockets.webSocket(URI.create("ws://" + host + ":9/")));
  }

  @Test
  void connect_nameNotResolved_refuses() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", 9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoopbackSockets.connect(InetAddress.getLoopbackAddress(), name, 100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "127.9.8.7", "::1", "::ffff:127.0.0.1"})
  void resolve_loopbackLiteral_isTaken(String literal) {
    assertThat(LoopbackSockets.resolve(literal, 80).getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void begin_sourceIn127_arrivesFromThere() throws IOException {
    try (ServerSocketChannel server =
            LoopbackSockets.listen(LoopbackSockets.resolve("127.0.0.1", 0));
        SocketChannel client =
            LoopbackSockets.begin(
                InetAddress.getByName("127.1.2.3"), (InetSocketAddress) server.getLocalAddress());
        SocketChannel accepted = server.accept()) {
      while (!client.finishConnect()) {
        Thread.onSpinWait();
      }
      client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer got = ByteBuffer.allocate(5);
      while (got.hasRemaining() && accepted.read(got) >= 0) {}

      assertThat(new String(got.array(), StandardCharsets.US_ASCII)).isEqualTo("hello");
      assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getAddress().getHostAddress())
          .isEqualTo("127.1.2.3");
    }
  }
}
