package org.gabion.mirror.check;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gabion.core.snapshot.Digest;

/// What was found in all rounds of a site's checks, in one file; and what the next round goes by.
///
/// A verdict is one row for as long as it stays the same, so that a mirror that is well for a year
/// costs one row. Rounds of the last week are all kept; of older ones the one with the fewest
/// intact copies of each hour; what is older than the time to keep is dropped. Each round is
/// written whole or not at all. Several processes may use one file in turn. Used by one thread.
public final class CheckHistory implements AutoCloseable {
  /// How many changes of verdicts are kept at most, the newest of them.
  static final int MOST_PERIODS = 500_000;

  private static final Duration WHOLE = Duration.ofDays(7);
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private final Path file;
  private final Duration keep;
  private final Connection connection;
  private final MemoryTables memories;

  private CheckHistory(Path file, Duration keep, Connection connection) {
    this.file = file;
    this.keep = keep;
    this.connection = connection;
    this.memories = new MemoryTables(file, connection);
  }

  /// Opens a history, or begins one.
  ///
  /// @param keep how long rounds are kept
  /// @throws IOException if it is damaged, newer than this program, or another program's; the file
  ///   is then as it was
  public static CheckHistory open(Path file, Duration keep) throws IOException {
    if (keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException("a history is kept for some time");
    }
    return new CheckHistory(file, keep, HistoryFile.open(file));
  }

  /// What earlier rounds left behind.
  ///
  /// @throws IOException if it is the history of another site, or damaged
  public Recollection recall(Digest site) throws IOException {
    return asked(
        () -> {
          refuseOther(site);
          return memories.recall(site);
        });
  }

  private void refuseOther(Digest site) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT id FROM site")) {
      if (found.next() && !site.toString().equals(found.getString(1))) {
        throw new IOException(
            file
                + " is the history of another site, "
                + found.getString(1)
                + ": name another file");
      }
    }
  }

  /// Adds a round, and drops what is too old.
  public void add(MirrorCheck.Round round) throws IOException {
    asked(
        () -> {
          connection.setAutoCommit(false);
          try {
            refuseOther(round.report().site());
            write(round);
            connection.commit();
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
          return round;
        });
  }

  private void write(MirrorCheck.Round round) throws SQLException {
    CheckReport report = round.report();
    long now = report.at().toEpochMilli();
    update(
        "INSERT INTO site (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM site)",
        report.site().toString());
    long before = lastRound();
    update(
        "INSERT INTO round (at, kind, sequence, roster, mirrors, intact, kill_number, at_worst,"
            + " parties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        now,
        report.kind().word(),
        report.newest().sequence(),
        report.roster(),
        report.mirrors().size(),
        report.intact(),
        report.kill().number(),
        report.kill().isAtWorst() ? 1 : 0,
        report.kill().parties().stream().map(Party::words).collect(Collectors.joining("; ")));
    periods(report, now, before);
    memories.store(round.after(), now);
    drop(now);
  }

  private long lastRound() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT max(at) FROM round")) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  private void periods(CheckReport report, long now, long before) throws SQLException {
    String same =
        "UPDATE period SET last = max(last, ?), rounds = rounds + 1 WHERE id = (SELECT id FROM"
            + " period WHERE mirror = ? ORDER BY last DESC, id DESC LIMIT 1) AND class = ? AND"
            + " edition IS ? AND last >= ?";
    String begin =
        "INSERT INTO period (mirror, class, edition, reason, first, last, rounds)"
            + " VALUES (?, ?, ?, ?, ?, ?, 1)";
    try (PreparedStatement goesOn = connection.prepareStatement(same);
        PreparedStatement begins = connection.prepareStatement(begin)) {
      for (CheckReport.Row row : report.mirrors()) {
        String kind = row.verdict().kind().code();
        @org.jspecify.annotations.Nullable Long edition = row.edition().orElse(null);
        if (Rows.set(goesOn, now, row.url(), kind, edition, before).executeUpdate() == 0) {
          Rows.set(begins, row.url(), kind, edition, row.verdict().reason(), now, now)
              .executeUpdate();
        }
      }
    }
  }

  private void drop(long now) throws SQLException {
    long oldest = now - keep.toMillis();
    update("DELETE FROM round WHERE at < ?", oldest);
    update("DELETE FROM period WHERE last < ?", oldest);
    update("DELETE FROM period WHERE id <= (SELECT max(id) FROM period) - ?", MOST_PERIODS);
    update("DELETE FROM mirror WHERE checked < ?", oldest);
    long whole = now - WHOLE.toMillis();
    update(
        "DELETE FROM round WHERE at < ? AND id NOT IN (SELECT id FROM (SELECT id, row_number() OVER"
            + " (PARTITION BY at / ? ORDER BY intact, id) AS place FROM round WHERE at < ?)"
            + " WHERE place = 1)",
        whole,
        HOUR_MILLIS,
        whole);
  }

  private void update(String statement, Object... values) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      Rows.set(prepared, values).executeUpdate();
    }
  }

  /// All rounds that are kept, the oldest first.
  public List<RoundFigures> points() throws IOException {
    return asked(
        () -> {
          List<RoundFigures> points = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet found =
                  statement.executeQuery(
                      "SELECT at, kind, mirrors, intact, kill_number FROM round ORDER BY at, id")) {
            while (found.next()) {
              points.add(
                  new RoundFigures(
                      Instant.ofEpochMilli(found.getLong(1)),
                      "audit".equals(found.getString(2)) ? CheckKind.AUDIT : CheckKind.LIGHT,
                      found.getInt(3),
                      found.getInt(4),
                      found.getInt(5)));
            }
          }
          return points;
        });
  }

  /// A time in which a mirror's verdict stayed the same.
  ///
  /// @param edition that it gave; -1 for none
  public record Period(
      String mirror,
      MirrorClass kind,
      long edition,
      String reason,
      Instant first,
      Instant last,
      int rounds) {}

  /// The verdicts on a mirror, the oldest first.
  public List<Period> periods(String mirror) throws IOException {
    return asked(
        () -> {
          List<Period> periods = new ArrayList<>();
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      "SELECT class, coalesce(edition, -1), reason, first, last, rounds FROM period"
                          + " WHERE mirror = ? ORDER BY first, id");
              ResultSet found = Rows.set(statement, mirror).executeQuery()) {
            while (found.next()) {
              periods.add(
                  new Period(
                      mirror,
                      memories.kind(found.getString(1)),
                      found.getLong(2),
                      found.getString(3),
                      Instant.ofEpochMilli(found.getLong(4)),
                      Instant.ofEpochMilli(found.getLong(5)),
                      found.getInt(6)));
            }
          }
          return periods;
        });
  }

  private interface Question<T> {
    T ask() throws SQLException, IOException;
  }

  private <T> T asked(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw HistoryFile.fault(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    asked(
        () -> {
          connection.close();
          return file;
        });
  }
}
