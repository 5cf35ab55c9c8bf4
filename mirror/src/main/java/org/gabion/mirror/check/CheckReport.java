package org.gabion.mirror.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.Digest;

/// What a check found.
///
/// @param at when it began
/// @param newest the newest edition that was seen, in whatever copy
/// @param roster the number of the roster that was gone by
/// @param mirrors in the order of their addresses
/// @param notes what else should be known, each a sentence
public record CheckReport(
    Digest site,
    Instant at,
    CheckKind kind,
    Newest newest,
    long roster,
    List<Row> mirrors,
    KillNumber kill,
    Audited audited,
    List<String> notes) {
  public CheckReport {
    mirrors = List.copyOf(mirrors);
    notes = List.copyOf(notes);
  }

  /// The newest edition.
  ///
  /// @param age by the latest word for it
  public record Newest(long sequence, Digest identity, Instant published, Age age) {}

  /// One mirror.
  ///
  /// @param edition that it gives; empty if its head does not count
  /// @param latency until the head was there
  /// @param since when it has been in this class
  /// @param audit the last look at the files of the edition that it gives
  public record Row(
      String url,
      Verdict verdict,
      Optional<Long> edition,
      Optional<Age> age,
      Optional<Duration> latency,
      Place place,
      Instant since,
      Optional<Audit> audit) {}

  /// What was looked at in this check, and what damage it would have found.
  ///
  /// @param mirrors how many were looked at
  /// @param files of the newest edition that could be drawn
  /// @param sample how many of them were drawn for each mirror
  /// @param leastFound so many damaged files would have been found with a probability of 95 %
  /// @param fivePercent the probability with which damage of 5 % is found
  public record Audited(int mirrors, int files, int sample, int leastFound, double fivePercent) {
    static final Audited NOTHING = new Audited(0, 0, 0, 1, 0);
  }

  /// How many copies are intact.
  public int intact() {
    return count(MirrorClass.INTACT);
  }

  public int count(MirrorClass kind) {
    return (int) mirrors.stream().filter(row -> row.verdict().kind() == kind).count();
  }
}
