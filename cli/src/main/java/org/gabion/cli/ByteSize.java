package org.gabion.cli;

import org.gabion.core.config.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a size such as `2GiB`.
final class ByteSize implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    return Units.size(text)
        .orElseThrow(
            () -> new TypeConversionException("'" + text + "' is no size; write 500MiB or 2GiB"));
  }
}
