package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443, 192.0.2.1",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255",
    "PROXY TCP6 2001:db8::1 2001:db8::2 0 65535, 2001:db8::1",
    "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2, 192.0.2.1",
    "PROXY UNKNOWN, ",
    "PROXY UNKNOWN ffff::1 what ever 1 2, ",
  })
  void read_ofTextHeader_findsSourceAndLength(String line, String source) {
    byte[] bytes = (line + "\r\nGET / HTTP/1.1\r\n").getBytes(StandardCharsets.US_ASCII);
    assertThat(ProxyHeader.read(bytes, bytes.length))
        .isEqualTo(
            new ProxyHeader.Outcome.Complete(
                Optional.ofNullable(source).map(ProxyHeaderTest::key), line.length() + 2));
    assertEveryShorterReadIsIncomplete(bytes, line.length() + 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\rX",
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443 \r\n",
        "PROXY TCP4  192.0.2.1 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 056324 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\r\n",
        "PROXY TCP4 192.0.2.01 198.51.100.1 1 443\r\n",
        "PROXY TCP4 2001:db8::1 2001:db8::2 1 443\r\n",
        "PROXY TCP6 192.0.2.1 198.51.100.1 1 443\r\n",
        "PROXY TCP5 192.0.2.1 198.51.100.1 1 443\r\n",
        "PROXY \r\n",
        "proxy TCP4 192.0.2.1 198.51.100.1 1 443\r\n",
        "GET / HTTP/1.1\r\n",
        "PROXY UNKNOWN                                                                             "
            + "                long\r\n",
      })
  void read_ofWrongTextHeader_isMalformed(String text) {
    byte[] bytes =
        (text + "GET / HTTP/1.1\r\n" + "x".repeat(100)).getBytes(StandardCharsets.US_ASCII);
    assertThat(ProxyHeader.read(bytes, bytes.length))
        .isInstanceOf(ProxyHeader.Outcome.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2111000c c0000201 c6336401 dc04 01bb, 192.0.2.1",
    "2111000f c0000201 c6336401 dc04 01bb 040000, 192.0.2.1",
    "21110014 c0000201 c6336401 dc04 01bb 01000268 32 030000, 192.0.2.1",
    "21210024 20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb,"
        + " 2001:db8::1",
    "20000000, ",
    "2011000c c0000201 c6336401 dc04 01bb, ",
    "21000000, ",
    "21000003 ffffff, ",
  })
  void read_ofBinaryHeader_findsSourceAndLength(String hex, String source) {
    byte[] header = bytes(SIGNATURE + hex);
    byte[] bytes = Arrays.copyOf(header, header.length + 20);
    assertThat(ProxyHeader.read(bytes, bytes.length))
        .isEqualTo(
            new ProxyHeader.Outcome.Complete(
                Optional.ofNullable(source).map(ProxyHeaderTest::key), header.length));
    assertEveryShorterReadIsIncomplete(bytes, header.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1111000c c0000201 c6336401 dc04 01bb", // version 1 in binary
        "2211000c c0000201 c6336401 dc04 01bb", // unknown command
        "2112000c c0000201 c6336401 dc04 01bb", // UDP
        "2141000c c0000201 c6336401 dc04 01bb", // unknown family
        "2111000b c0000201 c6336401 dc04 01", // too short for IPv4
        "2121000c c0000201 c6336401 dc04 01bb", // too short for IPv6
        "2111000d c0000201 c6336401 dc04 01bb 04", // half a section
        "21110010 c0000201 c6336401 dc04 01bb 04000200", // section longer than the header
        "211107f1 c0000201", // larger than we hold
        "2031ffff", // the same, although LOCAL
      })
  void read_ofWrongBinaryHeader_isMalformed(String hex) {
    byte[] bytes = bytes(SIGNATURE + hex);
    assertThat(ProxyHeader.read(bytes, bytes.length))
        .isInstanceOf(ProxyHeader.Outcome.Malformed.class);
  }

  @Test
  void read_ofUnixSocketHeader_keepsTheSocketAddress() {
    byte[] bytes = Arrays.copyOf(bytes(SIGNATURE + "213100d8"), 16 + 216);
    assertThat(ProxyHeader.read(bytes, bytes.length))
        .isEqualTo(new ProxyHeader.Outcome.Complete(Optional.empty(), 16 + 216));
  }

  private static void assertEveryShorterReadIsIncomplete(byte[] bytes, int header) {
    for (int length = 0; length < header; length++) {
      assertThat(ProxyHeader.read(bytes, length))
          .as("%d bytes", length)
          .isInstanceOf(ProxyHeader.Outcome.Incomplete.class);
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }
}
