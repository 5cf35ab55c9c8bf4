package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkScannerTest {
  @ParameterizedTest
  @CsvSource({
    "'5\r\n', DATA, 5",
    "'00a\r\n', DATA, 10",
    "'fF\r\n', DATA, 255",
    "'5;a=b\r\n', DATA, 5",
    "'5;a=\"x;y\"\r\n', DATA, 5",
    "'0\r\n', TRAILER, 0",
    "'5', SIZE, 5",
    "'\r\n', BROKEN, 0",
    "'5\n', BROKEN, 5",
    "'5 \r\n', BROKEN, 5",
    "' 5\r\n', BROKEN, 0",
    "'-5\r\n', BROKEN, 0",
    "'+5\r\n', BROKEN, 0",
    "'0x5\r\n', BROKEN, 0",
    "'5;a\n', BROKEN, 5",
    "'5;\"a\r\n', BROKEN, 5",
    "'1000000000000000\r\n', BROKEN, 1152921504606846976",
  })
  void framing_sizeLine_leadsTo(String line, ChunkScanner.Stage expected, long size) {
    ChunkScanner scanner = new ChunkScanner();
    for (byte b : line.getBytes(StandardCharsets.ISO_8859_1)) {
      if (scanner.framing(b) == ChunkScanner.Stage.BROKEN) {
        break;
      }
    }
    assertThat(scanner.stage()).isEqualTo(expected);
    assertThat(scanner.remaining()).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({"'\r\n', SIZE", "'\n', BROKEN", "'\rx', BROKEN", "'x', BROKEN"})
  void framing_behindData_wantsCrlf(String bytes, ChunkScanner.Stage expected) {
    ChunkScanner scanner = new ChunkScanner();
    for (byte b : "3\r\n".getBytes(StandardCharsets.US_ASCII)) {
      scanner.framing(b);
    }
    scanner.took(3);
    for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
      if (scanner.framing(b) == ChunkScanner.Stage.BROKEN) {
        break;
      }
    }
    assertThat(scanner.stage()).isEqualTo(expected);
  }
}
