package org.gabion.mirror.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The file of a history: an SQLite database of our own kind, opened only if it is whole and of a
/// version that is known. A file that is not is left as it is. Stateless.
///
/// ```
///   site      id                                            whose history it is
///   round     at, kind, sequence, mirrors, intact ...       one row a round
///   period    mirror, class, edition, first, last ...       one row while a verdict stays the same
///   mirror    url, class, since, failures, highest ...      what the next round goes by
///   audit     mirror, head, at, files, drawn, looked ...    the last look at a mirror's files
///   fault     mirror, number, kind, path, wanted, found     what that look found
///   head      sequence, bytes                               heads that were held to be the site's
///   root      number, bytes                                 the longest chain of roots
/// ```
///
/// Times are milliseconds since 1970.
final class HistoryFile {
  /// "Gbmc" in the header of the file, so that no other program's database is taken for ours.
  private static final int APPLICATION = 0x47626d63;

  private static final int VERSION = 1;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final String[] TABLES = {
    "CREATE TABLE site (id TEXT NOT NULL) STRICT",
    """
    CREATE TABLE round (
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, sequence INTEGER NOT NULL,
      roster INTEGER NOT NULL, mirrors INTEGER NOT NULL, intact INTEGER NOT NULL,
      kill_number INTEGER NOT NULL, at_worst INTEGER NOT NULL, parties TEXT NOT NULL) STRICT\
    """,
    "CREATE INDEX round_at ON round (at)",
    """
    CREATE TABLE period (
      id INTEGER PRIMARY KEY, mirror TEXT NOT NULL, class TEXT NOT NULL, edition INTEGER,
      reason TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      rounds INTEGER NOT NULL) STRICT\
    """,
    "CREATE INDEX period_mirror ON period (mirror, last)",
    "CREATE INDEX period_last ON period (last)",
    """
    CREATE TABLE mirror (
      url TEXT PRIMARY KEY, class TEXT NOT NULL, since INTEGER NOT NULL, failures INTEGER NOT NULL,
      last_failure INTEGER NOT NULL, highest INTEGER NOT NULL, checked INTEGER NOT NULL)
      STRICT, WITHOUT ROWID\
    """,
    """
    CREATE TABLE audit (
      mirror TEXT PRIMARY KEY REFERENCES mirror (url) ON DELETE CASCADE, head TEXT NOT NULL,
      at INTEGER NOT NULL, files INTEGER NOT NULL, drawn INTEGER NOT NULL, looked INTEGER NOT NULL,
      fork_what TEXT, fork_number INTEGER, fork_reference BLOB, fork_other BLOB)
      STRICT, WITHOUT ROWID\
    """,
    """
    CREATE TABLE fault (
      mirror TEXT NOT NULL REFERENCES audit (mirror) ON DELETE CASCADE, number INTEGER NOT NULL,
      kind TEXT NOT NULL, path TEXT NOT NULL, wanted TEXT NOT NULL, found TEXT NOT NULL,
      PRIMARY KEY (mirror, number)) STRICT, WITHOUT ROWID\
    """,
    "CREATE TABLE head (sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE root (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
  };

  private HistoryFile() {}

  /// Opens it, or makes it.
  ///
  /// @throws IOException names the file and what to do
  static Connection open(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + " for " + file + ": make it first");
    }
    if (file.toString().indexOf('?') >= 0) {
      throw new IOException(file + ": the name of a history must not have a question mark");
    }
    try {
      Connection connection = settings().createConnection("jdbc:sqlite:" + file.toAbsolutePath());
      boolean fits = false;
      try {
        check(file, connection);
        fits = true;
        return connection;
      } finally {
        if (!fits) {
          connection.close();
        }
      }
    } catch (SQLException e) {
      throw fault(file, e);
    }
  }

  private static SQLiteConfig settings() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setBusyTimeout(PATIENCE_MILLIS);
    settings.enforceForeignKeys(true);
    // Whoever begins to write is not surprised by another writer half-way.
    settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return settings;
  }

  private static void check(Path file, Connection connection) throws SQLException, IOException {
    int application = number(connection, "PRAGMA application_id");
    int version = number(connection, "PRAGMA user_version");
    boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (empty && application == 0 && version == 0) {
      make(connection);
      return;
    }
    if (application != APPLICATION) {
      throw new IOException(
          file + " is the database of another program: name another file for the history");
    }
    if (version > VERSION) {
      throw new IOException(
          file
              + " was written by a newer Gabion (version "
              + version
              + ", this one knows "
              + VERSION
              + "), and was left as it is: use the newer one, or name another file");
    }
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!found.next() || !"ok".equals(found.getString(1))) {
        throw damaged(file, null);
      }
    }
  }

  private static void make(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.executeUpdate(table);
      }
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      return found.next() ? found.getInt(1) : 0;
    }
  }

  /// What a fault of the database means to whoever runs the check.
  static IOException fault(Path file, SQLException fault) {
    SQLiteErrorCode code =
        fault instanceof SQLiteException ours
            ? SQLiteErrorCode.getErrorCode(ours.getResultCode().code & 0xff)
            : SQLiteErrorCode.UNKNOWN_ERROR;
    return switch (code) {
      case SQLITE_NOTADB, SQLITE_CORRUPT -> damaged(file, fault);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new IOException(file + " is held by another program for too long", fault);
      case SQLITE_FULL -> new IOException(file + ": the disk is full", fault);
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
          new IOException(file + " may not be written by this user", fault);
      default -> new IOException(file + ": " + Words.plain(fault.getMessage()), fault);
    };
  }

  static IOException damaged(Path file, @org.jspecify.annotations.Nullable Exception cause) {
    return new IOException(
        file
            + " is damaged, and was left as it is: put a backup in its place, or move it away to"
            + " begin a new history",
        cause);
  }
}
