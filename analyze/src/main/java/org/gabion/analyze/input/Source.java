package org.gabion.analyze.input;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.gabion.analyze.format.LineParser;

/// One input and how to read it.
///
/// @param file where its bytes are
/// @param format name of its format
/// @param formatReason why this format was taken
/// @param parsers makes a parser for a chunk of it
/// @param hasDirectives whether lines that begin with `#` tell the parser how to read those after
public record Source(
    InputFile file,
    String format,
    String formatReason,
    Supplier<LineParser> parsers,
    boolean hasDirectives) {
  /// Where it is, as the command line said.
  public Path path() {
    return file.path();
  }
}
