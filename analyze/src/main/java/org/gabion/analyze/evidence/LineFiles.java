package org.gabion.analyze.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Writes the lines of incidents to their files as they come.
///
/// Memory is bounded: what waits for the disk is at most a few MiB over all incidents, and no file
/// stays open. Not thread safe.
final class LineFiles {
  private static final int MOST_PENDING = 4 << 20;

  /// What was written for an incident.
  static final class Written {
    long lines;
    long bytes;
    long leftOut;
    private ByteArrayOutputStream log = new ByteArrayOutputStream(0);
    private ByteArrayOutputStream index = new ByteArrayOutputStream(0);
  }

  private final Path dir;
  private final List<String> ids;
  private final long mostBytes;
  private final List<Written> written = new ArrayList<>();
  private long pending;

  /// @param ids of the incidents, in their order
  /// @param mostBytes for the lines of one incident; what comes after is counted and left out
  LineFiles(Path dir, List<String> ids, long mostBytes) {
    this.dir = dir;
    this.ids = ids;
    this.mostBytes = mostBytes;
    ids.forEach(id -> written.add(new Written()));
  }

  /// @param bytes of the line as it is to be kept
  void add(MatchedLine line, byte[] bytes) throws IOException {
    Written incident = written.get(line.incident());
    if (incident.leftOut > 0 || incident.bytes + bytes.length + 1 > mostBytes) {
      incident.leftOut++;
      return;
    }
    Entry.Origin origin =
        new Entry.Origin(line.input(), line.lineInFile(), line.line(), bytes.length);
    incident.log.write(bytes);
    incident.log.write('\n');
    incident.index.write(origin.text().getBytes(StandardCharsets.US_ASCII));
    incident.index.write('\n');
    incident.lines++;
    incident.bytes += bytes.length + 1;
    pending += bytes.length + 32;
    if (pending > MOST_PENDING) {
      flush();
    }
  }

  /// Writes what waits.
  ///
  /// @return what was written, in the order of the incidents
  List<Written> finish() throws IOException {
    flush();
    return written;
  }

  private void flush() throws IOException {
    for (int i = 0; i < written.size(); i++) {
      Written incident = written.get(i);
      if (incident.log.size() > 0) {
        append(Layout.log(ids.get(i)), incident.log);
        append(Layout.index(ids.get(i)), incident.index);
        // An emptied one would keep the memory of its largest content, for every incident.
        incident.log = new ByteArrayOutputStream(0);
        incident.index = new ByteArrayOutputStream(0);
      }
    }
    pending = 0;
  }

  private void append(String file, ByteArrayOutputStream bytes) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    try (OutputStream out =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      bytes.writeTo(out);
    }
  }
}
