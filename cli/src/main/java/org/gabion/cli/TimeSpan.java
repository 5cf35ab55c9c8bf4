package org.gabion.cli;

import java.time.Duration;
import org.gabion.core.config.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a time such as `60s`.
final class TimeSpan implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Units.duration(text)
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no time; write 60s, 5m or 1h"));
  }
}
