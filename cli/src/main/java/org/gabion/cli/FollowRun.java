package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gabion.analyze.FollowedLog;
import org.gabion.analyze.NewsLine;
import org.gabion.analyze.format.LogFormat;
import org.gabion.analyze.input.Follower;
import org.gabion.analyze.input.InputException;
import org.gabion.analyze.input.InputFile;
import org.gabion.analyze.input.Source;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.Printable;
import org.gabion.analyze.report.SignatureWords;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.KeyedHash;

/// `gabion analyze --follow`: reads a log from its beginning, then as it grows, and tells what
/// begins and ends, until it is stopped or nobody reads what it writes. One thread.
final class FollowRun {
  private static final long PAUSE_MILLIS = 500;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// How news is told.
  enum Form {
    WORDS,
    /// Each on a line of its own.
    JSON
  }

  private final Form form;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Clock clock;
  private final RandomGenerator secrets;

  /// @param secrets gives the secret of the hashes
  FollowRun(Form form, PrintWriter out, PrintWriter err, Clock clock, RandomGenerator secrets) {
    this.secrets = secrets;
    this.form = form;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /// Goes on until its thread is interrupted, or `out` takes no more.
  void run(Path path, Optional<LogFormat> given) throws IOException {
    Source source = source(path, given);
    KeyedHash hash = new KeyedHash(secrets.nextLong(), secrets.nextLong());
    FollowedLog log = new FollowedLog(source.parsers(), hash, secrets.nextLong(), this::tell);
    try (Follower follower = new Follower(path)) {
      log.advanceTo(micros());
      follower.poll(log);
      PrintWriter started =
          switch (form) {
            case WORDS -> out;
            case JSON -> err;
          };
      started.printf(
          Locale.ROOT,
          "Follows %s, format %s: %,d lines so far, %,d of them requests.%n",
          Printable.of(path.toString()),
          source.format(),
          log.lines(),
          log.parsed());
      started.flush();
      while (!out.checkError()) {
        Thread.sleep(PAUSE_MILLIS);
        log.advanceTo(micros());
        follower.poll(log);
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Source source(Path path, Optional<LogFormat> given) throws IOException {
    try (InputFile file = InputFile.open(path)) {
      if (file.size() == 0 && given.isEmpty()) {
        throw new InputException(
            path + " is empty, so its format can not be told: name it with --format");
      }
      return Sources.of(List.of(file), given).getFirst();
    }
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private void tell(FollowedLog.News news) {
    switch (form) {
      case WORDS -> words(news);
      case JSON -> json(news);
    }
    out.flush();
  }

  private void json(FollowedLog.News news) {
    try {
      NewsLine.write(news, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a PrintWriter keeps its faults to itself", e);
    }
  }

  /// News is written whole, so that nobody reads half of it.
  private void words(FollowedLog.News news) {
    out.print(
        switch (news) {
          case FollowedLog.News.Began began -> began(began);
          case FollowedLog.News.Ended ended ->
              "%s  over: %s, begun %s%n"
                  .formatted(
                      time(ended.finding().toMicros()),
                      ended.finding().kind().word(),
                      time(ended.finding().fromMicros()));
        });
  }

  private static String began(FollowedLog.News.Began began) {
    Finding finding = began.finding();
    List<Analysis.MinedSignature> signatures = began.signatures();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s  %s (%s)%n"
            .formatted(
                time(finding.fromMicros()), finding.kind().word(), finding.judgement().word()));
    if (!signatures.isEmpty()) {
      text.append("    %s%n".formatted(Printable.of(SignatureWords.of(signatures))));
    }
    began.reasons().forEach(reason -> text.append("    %s%n".formatted(Printable.of(reason))));
    return text.toString();
  }

  private static String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
