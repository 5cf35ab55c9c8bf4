package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// 10.0.0.0/8 and 2001:db8:f::/48 are the trusted proxies.
class ClientAddressTest {
  private static final PrefixSet TRUSTED =
      PrefixSet.of(List.of(prefix("10.0.0.0/8"), prefix("2001:db8:f::/48")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # peer          | fields, one after the other, divided by ## | client
          203.0.113.1     | 198.51.100.7                              | 203.0.113.1
          127.0.0.1       | 198.51.100.7                              | 127.0.0.1
          10.0.0.1        | 198.51.100.7                              | 198.51.100.7
          10.0.0.1        | 2001:db8::7                               | 2001:db8::7
          2001:db8:f::1   | 198.51.100.7                              | 198.51.100.7
          10.0.0.1        | 1.1.1.1, 198.51.100.7                     | 198.51.100.7
          10.0.0.1        | 1.1.1.1,198.51.100.7,10.9.9.9             | 198.51.100.7
          10.0.0.1        | 1.1.1.1,\t198.51.100.7 , 2001:db8:f::2    | 198.51.100.7
          10.0.0.1        | 1.1.1.1 ## 198.51.100.7                   | 198.51.100.7
          10.0.0.1        | 1.1.1.1 ## 198.51.100.7 ## 10.0.0.2       | 198.51.100.7
          10.0.0.1        | 10.0.0.3, 10.0.0.2                        | 10.0.0.3
          10.0.0.1        | 198.51.100.7:4711                         | 198.51.100.7
          10.0.0.1        | [2001:db8::7]:4711                        | 2001:db8::7
          10.0.0.1        | [2001:db8::7]                             | 2001:db8::7
          10.0.0.1        | ::ffff:198.51.100.7                       | 198.51.100.7
          10.0.0.1        | ::ffff:10.0.0.2                           | 10.0.0.2
          10.0.0.1        | "1.1.1.1, 198.51.100.7                    | 198.51.100.7
          # what can not be read ends the walk at the peer's side
          10.0.0.1        | 1.1.1.1, unknown                          | 10.0.0.1
          10.0.0.1        | 1.1.1.1, 10.0.0.2, x                      | 10.0.0.1
          10.0.0.1        | 1.1.1.1, x, 10.0.0.2                      | 10.0.0.2
          10.0.0.1        | 1.1.1.1, , 10.0.0.2                       | 10.0.0.2
          10.0.0.1        | 1.1.1.1,                                  | 10.0.0.1
          10.0.0.1        | ,                                         | 10.0.0.1
          10.0.0.1        | 1.1.1.1 ## ``                             | 10.0.0.1
          10.0.0.1        | 198.51.100.07                             | 10.0.0.1
          10.0.0.1        | 198.51.100.7:                             | 10.0.0.1
          10.0.0.1        | 198.51.100.7:123456                       | 10.0.0.1
          10.0.0.1        | [198.51.100.7]                            | 10.0.0.1
          10.0.0.1        | [2001:db8::7]x                            | 10.0.0.1
          10.0.0.1        | [2001:db8::7                              | 10.0.0.1
          10.0.0.1        | []                                        | 10.0.0.1
          10.0.0.1        | fe80::1%eth0                              | 10.0.0.1
          10.0.0.1        | 198.51.100.7 1.1.1.1                      | 10.0.0.1
          """)
  void find_fromXForwardedFor_isRightMostUntrustedHop(String peer, String fields, String client) {
    assertThat(find(KnownHeader.X_FORWARDED_FOR, peer, fields)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          203.0.113.1 | for=198.51.100.7                                              | 203.0.113.1
          10.0.0.1    | for=198.51.100.7                                              | 198.51.100.7
          10.0.0.1    | For="[2001:db8::7]:4711"                                      | 2001:db8::7
          10.0.0.1    | for="198.51.100.7:80";proto=https;by=10.0.0.1                 | 198.51.100.7
          10.0.0.1    | by=10.0.0.1 ; for=198.51.100.7 ;host="a,b;c"                  | 198.51.100.7
          10.0.0.1    | for=1.1.1.1, for=198.51.100.7;host="a\\"b", for=10.0.0.2      | 198.51.100.7
          10.0.0.1    | for=1.1.1.1 ## for=198.51.100.7 ## for="10.0.0.2"             | 198.51.100.7
          10.0.0.1    | for="198.51.100\\.7"                                          | 198.51.100.7
          # a visitor can not hide behind the proxy by an open quote
          10.0.0.1    | for="evil, for=198.51.100.7                                   | 198.51.100.7
          10.0.0.1    | for=1.1.1.1;x="\\, for=198.51.100.7                           | 198.51.100.7
          # no address, or no sense
          10.0.0.1    | for=1.1.1.1, for=unknown                                      | 10.0.0.1
          10.0.0.1    | for=1.1.1.1, for=_hidden, for=10.0.0.2                        | 10.0.0.2
          10.0.0.1    | for=1.1.1.1, for="_gazonk:80"                                 | 10.0.0.1
          10.0.0.1    | for=1.1.1.1, proto=https                                      | 10.0.0.1
          10.0.0.1    | for=1.1.1.1;for=198.51.100.7                                  | 10.0.0.1
          10.0.0.1    | for=198.51.100.7 x                                            | 10.0.0.1
          10.0.0.1    | for=198.51.100.7;                                             | 10.0.0.1
          10.0.0.1    | for =198.51.100.7                                             | 10.0.0.1
          10.0.0.1    | for= 198.51.100.7                                             | 10.0.0.1
          10.0.0.1    | for="198.51.100.7                                             | 10.0.0.1
          10.0.0.1    | for=""                                                        | 10.0.0.1
          10.0.0.1    | for=                                                          | 10.0.0.1
          10.0.0.1    | =198.51.100.7                                                 | 10.0.0.1
          10.0.0.1    | 198.51.100.7                                                  | 10.0.0.1
          """)
  void find_fromForwarded_isRightMostUntrustedHop(String peer, String fields, String client) {
    assertThat(find(KnownHeader.FORWARDED, peer, fields)).isEqualTo(client);
  }

  @Test
  void find_withTheOtherHeaderOnly_isThePeer() {
    Request request = parsed("X-Forwarded-For: 198.51.100.7\r\n");
    assertThat(new ClientAddress(TRUSTED, KnownHeader.FORWARDED).find(key("10.0.0.1"), request))
        .isEqualTo(key("10.0.0.1"));
  }

  @Test
  void find_throughMoreHopsThanExist_stops() {
    String hops = "198.51.100.7" + ", 10.0.0.2".repeat(40);
    assertThat(find(KnownHeader.X_FORWARDED_FOR, "10.0.0.1", hops)).isEqualTo("10.0.0.2");
  }

  @Test
  void trusts_withoutTrustedProxies_nobody() {
    ClientAddress none = new ClientAddress(PrefixSet.empty(), KnownHeader.X_FORWARDED_FOR);
    assertThat(none.trusts(key("127.0.0.1"))).isFalse();
    assertThat(none.trusts(key("10.0.0.1"))).isFalse();
  }

  @Test
  void constructor_withHeaderWithoutAddresses_refuses() {
    assertThatThrownBy(() -> new ClientAddress(TRUSTED, KnownHeader.COOKIE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Whatever stands left of what the proxy appended, the client is what the proxy saw.
  @Test
  void find_withHostileLeftPart_isStillWhatTheProxySaw() {
    long seed = Long.getLong("gabion.seed", System.nanoTime());
    System.out.println("ClientAddressTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "for=\"\\,; 0127.:[]unknow_\t";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder left = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        left.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(find(KnownHeader.X_FORWARDED_FOR, "10.0.0.1", left + ", 198.51.100.7"))
          .as(left.toString())
          .isEqualTo("198.51.100.7");
      assertThat(find(KnownHeader.FORWARDED, "10.0.0.1", left + ", for=198.51.100.7;proto=http"))
          .as(left.toString())
          .isEqualTo("198.51.100.7");
    }
  }

  private static String find(KnownHeader header, String peer, String fields) {
    StringBuilder head = new StringBuilder();
    for (String field : fields.split("##", -1)) {
      head.append(header.lowerCase())
          .append(": ")
          .append(field.replace("``", "").strip())
          .append("\r\n");
    }
    return new ClientAddress(TRUSTED, header).find(key(peer), parsed(head.toString())).toString();
  }

  private static Request parsed(String fields) {
    byte[] bytes =
        ("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    Request request = new Request(256);
    request.ensure(bytes.length);
    System.arraycopy(bytes, 0, request.bytes(), 0, bytes.length);
    request.grow(bytes.length);
    HeadLimits limits = new HeadLimits(8192, 100, 1024, HeadLimits.Underscores.PASS);
    assertThat(new RequestParser().parse(request, limits)).isInstanceOf(Parsed.Complete.class);
    return request;
  }

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }

  private static Prefix prefix(String text) {
    return ((Prefix.Parsed.Valid) Prefix.parse(text)).prefix();
  }
}
