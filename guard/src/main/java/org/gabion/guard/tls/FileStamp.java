package org.gabion.guard.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// What tells one state of a file from another without reading it: time of change, size and inode
/// (links followed, as certificate programs swap links). A file that can not be looked at has a
/// stamp too, so that its return is a change.
record FileStamp(long modifiedMillis, long size, String inode) {
  private static final FileStamp ABSENT = new FileStamp(-1, -1, "");

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(
          seen.lastModifiedTime().toMillis(), seen.size(), String.valueOf(seen.fileKey()));
    } catch (IOException e) {
      return ABSENT;
    }
  }
}
