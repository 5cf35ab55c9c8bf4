package org.gabion.lab.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/// Where the demo shows what is going on. Used by one thread.
sealed interface LiveView permits ScreenView, LineView {

  /// Shows one moment; called about twice a second.
  void show(Moment moment);

  /// Says something that stays on the screen.
  void say(String line);

  /// Nothing live follows: the cursor is where text can go on.
  void end();

  /// A screen where standard output is a terminal that can move its cursor, else lines.
  static LiveView of(PrintWriter out, Map<String, String> environment) {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    String term = environment.getOrDefault("TERM", "dumb");
    if (!terminal || term.equals("dumb")) {
      return new LineView(out);
    }
    boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean blocks = System.getProperty("stdout.encoding", "").equalsIgnoreCase("UTF-8");
    return new ScreenView(out, colour, blocks);
  }
}
