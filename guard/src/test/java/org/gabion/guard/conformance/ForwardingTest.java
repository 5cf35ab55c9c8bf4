package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.PrefixSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who a request came from, as the origin is told: never by a stranger's word.
@ExtendWith(LeakWatch.class)
class ForwardingTest {
  private static final String SPOOFED =
      "GET / HTTP/1.1\r\n"
          + "Host: a\r\n"
          + "X-Forwarded-For: 6.6.6.6\r\n"
          + "x-forwarded-for: 7.7.7.7\r\n"
          + "X-Forwarded-Proto: https\r\n"
          + "X-Forwarded-Host: evil\r\n"
          + "X-Forwarded-Port: 443\r\n"
          + "X-Real-IP: 6.6.6.6\r\n"
          + "Forwarded: for=6.6.6.6;host=evil;proto=https\r\n"
          + "Via: 1.1 cdn\r\n\r\n";

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final GuardSetup setup = GuardSetup.inFrontOf(origin);

  ForwardingTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  private Arrival reached(String from, String request) throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from(from, guard.port())) {
      assertThat(client.send(request).answer().status()).isEqualTo(200);
      return origin.arrivals().getLast();
    }
  }

  @Test
  void forwardingFields_ofAStranger_areReplaced() throws Exception {
    Arrival arrival = reached("127.0.0.9", SPOOFED);
    assertThat(arrival.values("x-forwarded-for")).containsExactly("127.0.0.9");
    assertThat(arrival.values("x-forwarded-proto")).containsExactly("http");
    assertThat(arrival.values("x-forwarded-host")).containsExactly("a");
    assertThat(arrival.values("x-forwarded-port")).isEmpty();
    assertThat(arrival.values("forwarded")).containsExactly("for=127.0.0.9;host=\"a\";proto=http");
    assertThat(arrival.head())
        .doesNotContain("6.6.6.6")
        .doesNotContain("7.7.7.7")
        .doesNotContain("evil");
    assertThat(arrival.values("via")).containsExactly("1.1 cdn, 1.1 gabion");
  }

  @Test
  void forwardingFields_ofATrustedProxy_areAddedTo() throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    Arrival arrival =
        reached(
            "127.0.0.9",
            "GET / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "X-Forwarded-For: 203.0.113.7\r\n"
                + "X-Forwarded-Proto: https\r\n"
                + "Forwarded: for=203.0.113.7;proto=https\r\n\r\n");
    assertThat(arrival.values("x-forwarded-for")).containsExactly("203.0.113.7, 127.0.0.9");
    assertThat(arrival.values("x-forwarded-proto")).containsExactly("https");
    assertThat(arrival.values("forwarded"))
        .containsExactly("for=203.0.113.7;proto=https, for=127.0.0.9;host=\"a\";proto=https");
  }

  @Test
  void forwardingFields_ofANeighbourOfATrustedProxy_areReplaced() throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    assertThat(reached("127.0.0.10", SPOOFED).values("x-forwarded-for"))
        .containsExactly("127.0.0.10");
  }

  @Test
  void loopback_isNotTrustedByItself() throws Exception {
    assertThat(reached("127.0.0.1", SPOOFED).values("x-forwarded-for"))
        .containsExactly("127.0.0.1");
  }

  @Test
  void host_notPreserved_isTheOriginsOwn() throws Exception {
    setup.preserveHost = false;
    Arrival arrival = reached("127.0.0.1", "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(arrival.values("host")).containsExactly("127.0.0.1:" + origin.port());
    assertThat(arrival.values("x-forwarded-host")).containsExactly("a");
  }

  @Test
  void clientAddressHeader_forwarded_isTheOneBelieved() throws Exception {
    setup.trusted = prefixes("127.0.0.0/8");
    setup.clientHeader = KnownHeader.FORWARDED;
    Arrival arrival =
        reached(
            "127.0.0.9",
            "GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=\"[2001:db8::1]:4711\"\r\n\r\n");
    assertThat(arrival.values("forwarded"))
        .containsExactly("for=\"[2001:db8::1]:4711\", for=127.0.0.9;host=\"a\";proto=http");
  }

  // ---- the PROXY protocol

  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static byte[] v2(int command, int family, byte[] addresses) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10});
    out.write(0x20 | command);
    out.write(family);
    out.write(addresses.length >> 8);
    out.write(addresses.length);
    out.writeBytes(addresses);
    return out.toByteArray();
  }

  private static final byte[] FROM_203_0_113_7 = {
    (byte) 203, 0, 113, 7, 127, 0, 0, 1, 0x12, 0x34, 0, 80
  };

  private List<String> clientSeen(byte[] header) throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    setup.listen(false, false, true);
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.9", guard.port())) {
      client.send(header).send(GET);
      assertThat(client.answer().status()).isEqualTo(200);
      return origin.arrivals().getLast().values("x-forwarded-for");
    }
  }

  @Test
  void proxyHeader_v1_namesTheClient() throws Exception {
    assertThat(
            clientSeen(
                "PROXY TCP4 203.0.113.7 127.0.0.1 4660 80\r\n".getBytes(StandardCharsets.US_ASCII)))
        .containsExactly("203.0.113.7");
  }

  @Test
  void proxyHeader_v1IPv6_namesTheClient() throws Exception {
    assertThat(
            clientSeen(
                "PROXY TCP6 2001:db8::7 ::1 4660 80\r\n".getBytes(StandardCharsets.US_ASCII)))
        .containsExactly("2001:db8::7");
  }

  @Test
  void proxyHeader_v2_namesTheClient() throws Exception {
    assertThat(clientSeen(v2(1, 0x11, FROM_203_0_113_7))).containsExactly("203.0.113.7");
  }

  @Test
  void proxyHeader_v2Local_isTheBalancersOwnCheck() throws Exception {
    assertThat(clientSeen(v2(0, 0, new byte[0]))).containsExactly("127.0.0.9");
  }

  @Test
  void proxyHeader_spoofedFieldsBehindIt_areReplaced() throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    setup.listen(false, false, true);
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.9", guard.port())) {
      client.send("PROXY TCP4 203.0.113.7 127.0.0.1 4660 80\r\n" + SPOOFED);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(origin.arrivals().getLast().values("x-forwarded-for"))
          .containsExactly("203.0.113.7");
    }
  }

  @Test
  void proxyHeader_fromAStranger_isClosed() throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    setup.listen(false, false, true);
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.10", guard.port())) {
      client.trickle(v2(1, 0x11, FROM_203_0_113_7));
      client.trickle(GET);
      assertThat(client.rest()).isEmpty();
      assertThat(origin.arrivals()).isEmpty();
    }
  }

  @Test
  void proxyHeader_missing_isClosed() throws Exception {
    setup.trusted = prefixes("127.0.0.9/32");
    setup.listen(false, false, true);
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.9", guard.port())) {
      client.trickle(GET);
      assertThat(client.rest()).isEmpty();
      assertThat(origin.arrivals()).isEmpty();
    }
  }

  @Test
  void proxyHeader_whereNoneIsExpected_isABadRequest() throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      client.send("PROXY TCP4 203.0.113.7 127.0.0.1 4660 80\r\n").send(GET);
      assertThat(client.answer().status()).isEqualTo(400);
      client.awaitClose();
      assertThat(origin.arrivals()).isEmpty();
    }
  }

  private static PrefixSet prefixes(String text) {
    return switch (Prefix.parse(text)) {
      case Prefix.Parsed.Valid(Prefix prefix) -> PrefixSet.of(List.of(prefix));
      case Prefix.Parsed.Invalid(String why) -> throw new IllegalArgumentException(why);
    };
  }
}
