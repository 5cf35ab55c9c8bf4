package org.gabion.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.gabion.analyze.report.TextReport;

/// Whether a person at a terminal reads what is written, and how it is to look there. Immutable.
///
/// Colours are for terminals only, and none if `NO_COLOR` is set to anything (no-color.org) or
/// `TERM` is `dumb`. `COLUMNS` goes before the width that the terminal tells.
///
/// @param isWatched whether standard input and output are a terminal
/// @param environment the process's
/// @param columns asks the terminal for its width; only if it is one
record Terminal(boolean isWatched, Map<String, String> environment, IntSupplier columns) {
  private static final int NARROWEST = 72;
  private static final int WIDEST = 200;

  static Terminal ofProcess(IntSupplier columns) {
    return new Terminal(isThere(), System.getenv(), columns);
  }

  static boolean isThere() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  TextReport.Style style() {
    if (!isWatched) {
      return TextReport.Style.PLAIN;
    }
    return new TextReport.Style(Math.clamp(width(), NARROWEST, WIDEST), isColourful());
  }

  private boolean isColourful() {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  private int width() {
    String told = environment.getOrDefault("COLUMNS", "");
    return told.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(told) : columns.getAsInt();
  }
}
