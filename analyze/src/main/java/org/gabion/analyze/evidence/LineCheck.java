package org.gabion.analyze.evidence;

import java.io.Closeable;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.gabion.core.proof.Merkle;

/// Holds the raw lines of a folder against the entries of its tree, and finds the first line of
/// each incident that differs. Not thread safe.
final class LineCheck implements Closeable {
  private final Folder folder;
  private final Faults faults;
  private String incident = "";
  private long number;
  private boolean lost;
  private Optional<LineReader> reader = Optional.empty();

  LineCheck(Folder folder, Faults faults) {
    this.folder = folder;
    this.faults = faults;
  }

  /// The next line that was signed.
  void next(Entry.Line line) throws IOException {
    if (!line.incident().equals(incident)) {
      end();
      begin(line.incident());
    }
    number++;
    if (lost || reader.isEmpty()) {
      return;
    }
    Optional<LineReader.Indexed> there = reader.get().next(line.origin());
    boolean same =
        line.number() == number
            && there.isPresent()
            && HexFormat.of()
                .formatHex(Merkle.sha256().digest(there.get().bytes()))
                .equals(line.sha256());
    if (!same) {
      lose("has another line " + number + " than was signed, or lacks it");
    }
  }

  private void begin(String id) throws IOException {
    incident = id;
    number = 0;
    // Both count as asked for, also where one is missing.
    boolean log = folder.claim(Layout.log(id));
    boolean index = folder.claim(Layout.index(id));
    boolean there = log && index;
    lost = !there;
    reader = there ? Optional.of(new LineReader(folder.path(), id)) : Optional.empty();
  }

  private void lose(String what) {
    lost = true;
    // Where only the index is at fault, the lines are those that were signed.
    boolean index = faults.names(Layout.index(incident)) && !faults.names(Layout.log(incident));
    faults.add(index ? Layout.index(incident) : Layout.log(incident), what);
  }

  /// After the last line.
  void end() throws IOException {
    if (reader.isPresent() && !lost && !reader.get().isAtEnd()) {
      lose("goes on after the " + number + " lines that were signed");
    }
    close();
  }

  @Override
  public void close() throws IOException {
    if (reader.isPresent()) {
      reader.get().close();
      reader = Optional.empty();
    }
  }
}
