package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyTest {
  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow(() -> new AssertionError("not read: " + text));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,0.0.0.0",
    "192.0.2.255,192.0.2.255",
    "::,::",
    "::1,::1",
    "1::,1::",
    "2001:DB8::1,2001:db8::1",
    "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:0db8:0000:0000:0000:0000:0000:0001,2001:db8::1",
    "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8,0:2:3:4:5:6:7:8",
    "::ffff:192.0.2.1,192.0.2.1",
    "::ffff:c000:0201,192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1,192.0.2.1",
    "64:ff9b::192.0.2.33,64:ff9b::c000:221",
    "1:2:3:4:5:6:7.8.9.10,1:2:3:4:5:6:708:90a",
  })
  void parse_valid_printsCanonical(String text, String canonical) {
    assertThat(key(text)).hasToString(canonical);
    assertThat(key(canonical)).isEqualTo(key(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        ":",
        ":::",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.04",
        "1..2.3",
        ".1.2.3.4",
        "1.2.3.4.",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:80",
        "0x1.2.3.4",
        "1.2.3.-4",
        "::1%lo",
        "[::1]",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "::g",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "١.2.3.4",
        "::٣",
        "1.2.3.4\u0000",
        "1000.2.3.4"
      })
  void parse_invalid_isEmpty(String text) {
    assertThat(ClientKey.parse(text)).isEmpty();
  }

  @Test
  void parse_endlessText_isEmpty() {
    assertThat(ClientKey.parse("1".repeat(1_000_000))).isEmpty();
  }

  @Test
  void parse_bytesInTheMiddle_readsTheRangeOnly() {
    byte[] line = "xx10.1.2.34yy".getBytes(StandardCharsets.US_ASCII);
    assertThat(ClientKey.parse(line, 2, 11)).hasToString("Optional[10.1.2.34]");
    assertThat(ClientKey.parse(line, 2, 10)).hasToString("Optional[10.1.2.3]");
    assertThat(ClientKey.parse(line, 2, 12)).isEmpty();
  }

  @Test
  void parse_anyAddress_agreesWithThePlatform() throws UnknownHostException {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20_000; i++) {
      byte[] address = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(address);
      for (int z = random.nextInt(address.length); z < address.length && i % 3 == 0; z++) {
        address[z] = 0; // many zeros, so that "::" is met
      }
      InetAddress platform = InetAddress.getByAddress(address);
      ClientKey key = ClientKey.of(address);
      assertThat(key(platform.getHostAddress())).isEqualTo(key);
      assertThat(InetAddress.getByName(key.toString())).isEqualTo(platform);
      assertThat(key.isLoopback()).isEqualTo(platform.isLoopbackAddress());
    }
  }

  @Test
  void parse_randomBytes_neverThrows() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] alphabet = "0123456789abcdefF:::....%[] \0\u007f".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 200_000; i++) {
      byte[] text = new byte[random.nextInt(50)];
      for (int j = 0; j < text.length; j++) {
        text[j] = random.nextInt(50) == 0 ? (byte) -1 : alphabet[random.nextInt(alphabet.length)];
      }
      ClientKey.parse(text, 0, text.length)
          .ifPresent(key -> assertThat(ClientKey.parse(key.toString())).contains(key));
    }
  }

  @Test
  void prefix_ofEachFamily_countsItsOwnBits() {
    assertThat(key("192.0.2.77").prefix(24)).hasToString("192.0.2.0");
    assertThat(key("192.0.2.77").prefix(0)).hasToString("0.0.0.0");
    assertThat(key("192.0.2.77").prefix(32)).hasToString("192.0.2.77");
    assertThat(key("2001:db8:1:2:3::1").prefix(64)).hasToString("2001:db8:1:2::");
    assertThat(key("2001:db8:1:2:3::1").prefix(48)).hasToString("2001:db8:1::");
    assertThat(key("2001:db8:1:2:3::1").prefix(0)).hasToString("::");
    assertThat(key("2001:db8::ff").prefix(124)).hasToString("2001:db8::f0");
    assertThatThrownBy(() -> key("192.0.2.77").prefix(33))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,true,false",
    "127.255.0.1,true,false",
    "128.0.0.1,false,false",
    "::1,true,false",
    "::2,false,false",
    "10.255.0.1,false,true",
    "11.0.0.1,false,false",
    "172.15.0.1,false,false",
    "172.16.0.1,false,true",
    "172.31.255.1,false,true",
    "172.32.0.1,false,false",
    "192.168.4.4,false,true",
    "192.169.0.1,false,false",
    "169.254.1.1,false,true",
    "100.64.0.1,false,false",
    "fc00::1,false,true",
    "fdff::1,false,true",
    "fe00::1,false,false",
    "fe80::1,false,true",
    "febf::1,false,true",
    "fec0::1,false,false",
    "2001:db8::1,false,false",
  })
  void isLoopback_isPrivate_byRange(String text, boolean loopback, boolean isPrivate) {
    assertThat(key(text).isLoopback()).isEqualTo(loopback);
    assertThat(key(text).isPrivate()).isEqualTo(isPrivate);
  }

  @Test
  void isIpv4_mapped_isTheSameKey() {
    assertThat(ClientKey.ofIpv4(0x7f000001)).isEqualTo(ClientKey.ofIpv6(0, 0xffff7f000001L));
    assertThat(key("::ffff:127.0.0.1").isIpv4()).isTrue();
    assertThat(key("::127.0.0.1").isIpv4()).isFalse();
    assertThat(key("1.2.3.4").ipv4Bits()).isEqualTo(0x01020304);
  }
}
