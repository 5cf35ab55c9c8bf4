package org.gabion.lab.fuzz;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gabion.analyze.format.DirectiveFormat;
import org.gabion.analyze.format.FormatDetector;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogFormat;
import org.gabion.analyze.format.LogRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab fuzz-formats`: gives broken lines to every parser of logs, which must never throw.
@Command(
    name = "fuzz-formats",
    description = "Gives broken lines to the parsers of logs; exit code 1 if one of them throws.",
    mixinStandardHelpOptions = true)
public final class FuzzFormatsCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 3;

  /// A format as an operator may paste it: the parser of directives is one too.
  private static final String PASTED =
      "$host $remote_addr [$time_local] \"$request\" $status $body_bytes_sent $request_time"
          + " \"$http_user_agent\" $upstream_response_time";

  private static final String PASTED_LINE =
      "example.org 192.0.2.1 [01/Nov/2026:10:00:00 +0000] \"GET /\\x22a HTTP/1.1\" 200 5 0.125"
          + " \"An agent\" 0.120, 0.003";

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "For each parser (default: ${DEFAULT-VALUE}).")
  private long lines;

  @Option(names = "--format", paramLabel = "NAME", description = "Only this one.")
  private @Nullable String format;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  FuzzFormatsCommand() {}

  /// What became of a parser's lines.
  private record Row(long read, long crashes, double seconds) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-22s %14s %8s %9s %8s%n", "format", "lines", "read", "seconds", "crashes");
    long all = 0;
    long crashes = 0;
    double seconds = 0;
    for (LogFormat each : formats()) {
      List<String> seeds =
          each.name().equals("directive") ? List.of(PASTED_LINE) : FormatSeeds.of(each.name());
      Row row = run(each, seeds, out);
      print(out, each.name(), lines, row);
      all += lines;
      crashes += row.crashes;
      seconds += row.seconds;
    }
    out.printf(Locale.ROOT, "%-22s %,14d %8s %9.1f %8d%n", "all", all, "", seconds, crashes);
    out.flush();
    return crashes == 0 ? 0 : 1;
  }

  private void print(PrintWriter out, String name, long count, Row row) {
    out.printf(
        Locale.ROOT,
        "%-22s %,14d %7.1f%% %9.1f %8d%s%n",
        name,
        count,
        100.0 * row.read / count,
        row.seconds,
        row.crashes,
        name.equals("directive") || FormatSeeds.has(name) ? "" : "  (lines of other formats)");
    out.flush();
  }

  private List<LogFormat> formats() {
    if (format == null) {
      List<LogFormat> all = new ArrayList<>(LogFormat.all());
      all.add(pasted());
      return all;
    }
    if (format.equals("directive")) {
      return List.of(pasted());
    }
    return List.of(
        FormatDetector.named(format)
            .orElseThrow(
                () -> new ParameterException(spec.commandLine(), "No format " + format + ".")));
  }

  private static LogFormat pasted() {
    return switch (DirectiveFormat.of(PASTED)) {
      case DirectiveFormat.Compiled compiled -> compiled.format();
      case DirectiveFormat.Broken broken -> throw new IllegalStateException(broken.why());
    };
  }

  private Row run(LogFormat which, List<String> seeds, PrintWriter out) {
    LineMutator mutator = new LineMutator(seeds, seed);
    LineParser parser = which.parser();
    LogRecord record = new LogRecord();
    long read = 0;
    long crashes = 0;
    long begin = System.nanoTime();
    for (long i = 0; i < lines; i++) {
      int length = mutator.next();
      try {
        read += parser.parse(mutator.bytes, 0, length, record) == LineOutcome.PARSED ? 1 : 0;
      } catch (RuntimeException e) {
        if (crashes++ < MOST_SHOWN) {
          show(out, which.name(), mutator.bytes, length, e);
        }
        parser = which.parser();
      }
    }
    return new Row(read, crashes, (System.nanoTime() - begin) / 1e9);
  }

  /// The line as hexadecimal digits too: a terminal must not be sent what is in it.
  private static void show(
      PrintWriter out, String name, byte[] bytes, int length, RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < length; i++) {
      printable.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    out.printf(
        "%s threw %s at %s%n  %s%n  %s%n",
        name,
        e.getClass().getSimpleName(),
        trace.length == 0 ? "?" : trace[0],
        printable,
        HexFormat.of().formatHex(bytes, 0, length));
  }
}
