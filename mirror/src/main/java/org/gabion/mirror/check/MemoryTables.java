package org.gabion.mirror.check;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;
import org.jspecify.annotations.Nullable;

/// Keeps a [Recollection] in the tables of a history. What another process has stored since is not
/// undone: the highest sequence never falls, and a later audit stays. Used by one thread.
final class MemoryTables {
  private final Path file;
  private final Connection connection;

  MemoryTables(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  Recollection recall(Digest site) throws SQLException, IOException {
    Map<String, List<FileFault>> faults = faults();
    Map<String, Audit> audits = audits(faults);
    Map<String, MirrorMemory> mirrors = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT url, class, since, failures, last_failure, highest FROM mirror")) {
      while (found.next()) {
        mirrors.put(
            found.getString(1),
            new MirrorMemory(
                kind(found.getString(2)),
                Instant.ofEpochMilli(found.getLong(3)),
                found.getInt(4),
                Instant.ofEpochMilli(found.getLong(5)),
                found.getLong(6),
                Optional.ofNullable(audits.get(found.getString(1)))));
      }
    }
    return new Recollection(mirrors, heads(), chain(site));
  }

  MirrorClass kind(String code) throws IOException {
    return MirrorClass.ofCode(code).orElseThrow(() -> HistoryFile.damaged(file, null));
  }

  private Map<String, List<FileFault>> faults() throws SQLException, IOException {
    Map<String, List<FileFault>> faults = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT mirror, kind, path, wanted, found FROM fault ORDER BY mirror, number")) {
      while (found.next()) {
        String path = found.getString(3);
        FileFault fault =
            switch (found.getString(2)) {
              case "missing" -> new FileFault.Missing(path);
              case "not-given" -> new FileFault.NotGiven(path, found.getString(5));
              case "wrong" -> new FileFault.Wrong(path, found.getString(4), found.getString(5));
              default -> throw HistoryFile.damaged(file, null);
            };
        faults.computeIfAbsent(found.getString(1), _ -> new ArrayList<>()).add(fault);
      }
    }
    return faults;
  }

  private Map<String, Audit> audits(Map<String, List<FileFault>> faults)
      throws SQLException, IOException {
    Map<String, Audit> audits = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT mirror, head, at, files, drawn, looked, fork_what, fork_number,"
                    + " fork_reference, fork_other FROM audit")) {
      while (found.next()) {
        Digest head =
            Digest.parse(found.getString(2)).orElseThrow(() -> HistoryFile.damaged(file, null));
        Optional<Verdict.Contradiction> fork = Optional.empty();
        String what = found.getString(7);
        byte[] reference = found.getBytes(9);
        byte[] other = found.getBytes(10);
        if (what != null && reference != null && other != null) {
          fork = Optional.of(new Verdict.Contradiction(what, found.getLong(8), reference, other));
        }
        audits.put(
            found.getString(1),
            new Audit(
                head,
                Instant.ofEpochMilli(found.getLong(3)),
                found.getInt(4),
                found.getInt(5),
                found.getInt(6),
                faults.getOrDefault(found.getString(1), List.of()),
                fork));
      }
    } catch (IllegalArgumentException e) {
      throw HistoryFile.damaged(file, e);
    }
    return audits;
  }

  private List<Signed<Head>> heads() throws SQLException, IOException {
    List<Signed<Head>> heads = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT bytes FROM head ORDER BY sequence")) {
      while (found.next()) {
        if (!(HeadFile.parse(found.getBytes(1)) instanceof Parsed.Valid<HeadFile>(HeadFile head))) {
          throw HistoryFile.damaged(file, null);
        }
        heads.add(head.head());
      }
    }
    return heads;
  }

  private Optional<RootChain> chain(Digest site) throws SQLException, IOException {
    Optional<RootChain> chain = Optional.empty();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT bytes FROM root ORDER BY number")) {
      while (found.next()) {
        if (!(Root.parse(found.getBytes(1))
                instanceof Parsed.Valid<Signed<Root>>(Signed<Root> root))
            || !((chain.isPresent() ? chain.get().extend(root) : RootChain.begin(site, root))
                instanceof RootChain.Outcome.Accepted(RootChain longer))) {
          throw HistoryFile.damaged(file, null);
        }
        chain = Optional.of(longer);
      }
    }
    return chain;
  }

  void store(Recollection after, long now) throws SQLException {
    String upsert =
        "INSERT INTO mirror (url, class, since, failures, last_failure, highest, checked)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
            + " class = excluded.class, since = excluded.since, failures = excluded.failures,"
            + " last_failure = excluded.last_failure, highest = max(highest, excluded.highest),"
            + " checked = excluded.checked";
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      for (Map.Entry<String, MirrorMemory> each : after.mirrors().entrySet()) {
        MirrorMemory memory = each.getValue();
        Rows.set(
                statement,
                each.getKey(),
                memory.kind().code(),
                memory.since().toEpochMilli(),
                memory.failures(),
                memory.lastFailure().toEpochMilli(),
                memory.highest(),
                now)
            .executeUpdate();
        if (memory.audit().isPresent()) {
          store(each.getKey(), memory.audit().get());
        }
      }
    }
    heads(after.heads());
    if (after.chain().isPresent()) {
      roots(after.chain().get().roots());
    }
  }

  private void store(String mirror, Audit audit) throws SQLException {
    // The older one takes its faults with it.
    String drop = "DELETE FROM audit WHERE mirror = ? AND at < ?";
    String insert =
        "INSERT OR IGNORE INTO audit (mirror, head, at, files, drawn, looked, fork_what,"
            + " fork_number, fork_reference, fork_other) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement drops = connection.prepareStatement(drop);
        PreparedStatement inserts = connection.prepareStatement(insert)) {
      long at = audit.at().toEpochMilli();
      Rows.set(drops, mirror, at).executeUpdate();
      Verdict.@Nullable Contradiction fork = audit.fork().orElse(null);
      int added =
          Rows.set(
                  inserts,
                  mirror,
                  audit.head().toString(),
                  at,
                  audit.of(),
                  audit.drawn(),
                  audit.looked(),
                  fork == null ? null : fork.what(),
                  fork == null ? null : fork.number(),
                  fork == null ? null : fork.reference(),
                  fork == null ? null : fork.other())
              .executeUpdate();
      if (added > 0) {
        faults(mirror, audit.faults());
      }
    }
  }

  private void faults(String mirror, List<FileFault> faults) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO fault (mirror, number, kind, path, wanted, found)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < faults.size(); i++) {
        switch (faults.get(i)) {
          case FileFault.Missing(String path) ->
              Rows.set(statement, mirror, i, "missing", path, "", "").executeUpdate();
          case FileFault.NotGiven(String path, String reason) ->
              Rows.set(statement, mirror, i, "not-given", path, "", reason).executeUpdate();
          case FileFault.Wrong(String path, String wanted, String found) ->
              Rows.set(statement, mirror, i, "wrong", path, wanted, found).executeUpdate();
        }
      }
    }
  }

  private void heads(List<Signed<Head>> heads) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO head (sequence, bytes) VALUES (?, ?)")) {
      for (Signed<Head> head : heads) {
        Rows.set(statement, head.document().sequence(), head.bytes()).executeUpdate();
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM head WHERE sequence NOT IN (SELECT sequence FROM head"
                + " ORDER BY sequence DESC LIMIT ?)")) {
      Rows.set(statement, Recollection.MOST_HEADS).executeUpdate();
    }
  }

  private void roots(List<Signed<Root>> roots) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR IGNORE INTO root (number, bytes) VALUES (?, ?)")) {
      for (Signed<Root> root : roots) {
        Rows.set(statement, root.document().number(), root.bytes()).executeUpdate();
      }
    }
  }
}
