package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "512B, 512",
    "500KB, 500000",
    "500KiB, 512000",
    "3MB, 3000000",
    "3MiB, 3145728",
    "20GB, 20000000000",
    "20GiB, 21474836480",
    "9223372036GB, 9223372036000000000",
  })
  void size_inThousandsOrIn1024s_isRead(String text, long bytes) {
    assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "B",
        "KB",
        "-1KB",
        "1.5MB",
        "1kb",
        "1K",
        "1 KB",
        "1TB",
        "1BKB",
        "1KBKB",
        "1KiBMB",
        "9223372037GB",
        "99999999999999999999KB"
      })
  void text_thatIsNoSize_isRefusedWithWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> new ByteSize().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is no size; write 500KB or 2GiB");
  }
}
