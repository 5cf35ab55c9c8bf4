package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.analyze.FollowedLog;
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
/// begins and ends, until it is stopped.
final class FollowRun {
  private static final long PAUSE_MILLIS = 500;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final PrintWriter out;
  private final Clock clock;

  FollowRun(PrintWriter out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /// Goes on until its thread is interrupted.
  void run(Path path, Optional<LogFormat> given) throws IOException {
    Source source = source(path, given);
    SecureRandom random = new SecureRandom();
    KeyedHash hash = new KeyedHash(random.nextLong(), random.nextLong());
    FollowedLog log = new FollowedLog(source.parsers().get(), hash, random.nextLong(), this::tell);
    try (Follower follower = new Follower(path)) {
      log.advanceTo(micros());
      follower.poll(log);
      out.printf(
          "Follows %s, format %s: %,d lines so far, %,d of them requests.%n",
          Printable.of(path.toString()), source.format(), log.lines(), log.parsed());
      out.flush();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(PAUSE_MILLIS);
        log.advanceTo(micros());
        follower.poll(log);
      }
    } catch (InterruptedException e) {
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
    switch (news) {
      case FollowedLog.News.Began began -> began(began.finding(), began.signatures());
      case FollowedLog.News.Ended ended ->
          out.printf(
              "%s  over: %s, begun %s%n",
              time(ended.finding().toMicros()),
              ended.finding().kind().word(),
              time(ended.finding().fromMicros()));
    }
    out.flush();
  }

  private void began(Finding finding, List<Analysis.MinedSignature> signatures) {
    out.printf(
        "%s  %s (%s)%n",
        time(finding.fromMicros()), finding.kind().word(), finding.judgement().word());
    if (!signatures.isEmpty()) {
      out.println("    " + Printable.of(SignatureWords.of(signatures)));
    }
    finding.reasons().forEach(reason -> out.println("    " + Printable.of(reason)));
  }

  private static String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
