package org.gabion.analyze;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.gabion.analyze.format.LineParser;

/// One input and how to read it.
///
/// @param path where it is
/// @param format name of its format
/// @param formatReason why this format was taken
/// @param parsers makes a parser for a chunk of it
record Source(Path path, String format, String formatReason, Supplier<LineParser> parsers) {}
