package org.gabion.cli;

import java.util.Map;
import java.util.Optional;
import org.gabion.core.config.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a size such as `2GiB`, or `500KB`: lines and disks are sold in thousands.
final class ByteSize implements ITypeConverter<Long> {
  private static final Map<String, Long> THOUSANDS =
      Map.of("KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L);

  @Override
  public Long convert(String text) {
    return Units.size(text)
        .or(() -> inThousands(text))
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no size; write 500KB or 2GiB"));
  }

  private static Optional<Long> inThousands(String text) {
    int digits = Math.max(0, text.length() - "KB".length());
    long unit = THOUSANDS.getOrDefault(text.substring(digits), 0L);
    return unit == 0
        ? Optional.empty()
        : Units.size(text.substring(0, digits))
            .filter(number -> !text.startsWith("B", digits - 1))
            .filter(number -> number <= Long.MAX_VALUE / unit)
            .map(number -> number * unit);
  }
}
