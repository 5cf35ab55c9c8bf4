package org.gabion.mirror.target;

import java.util.List;
import java.util.Optional;

/// A place that holds a copy: plain files below one root, written by whoever owns it.
///
/// Paths are relative, of `/`-separated names from `a-z A-Z 0-9 . _ - ~ %`, without `.` or `..`
/// segments. Content is at most 1 MiB, or a little more for an index: it is held in memory. All
/// methods block, and may be called by several threads at once.
public sealed interface MirrorTarget extends AutoCloseable
    permits DirectoryTarget, SftpTarget, WebDavTarget, S3Target {
  /// What the operator named it by, without secrets.
  String name();

  /// Writes a file whole, or leaves what was there: a reader never sees a part of it.
  void put(String path, byte[] content) throws TargetFault;

  /// The content of a file; empty if there is none.
  ///
  /// @param limit more bytes than this are a fault
  Optional<byte[]> get(String path, int limit) throws TargetFault;

  /// The size of a file in bytes; empty if there is none.
  Optional<Long> size(String path) throws TargetFault;

  /// Files directly in a folder, by name; empty if there is no such folder. Files that are being
  /// written are not among them.
  List<String> list(String folder) throws TargetFault;

  /// Folders directly in a folder, by name. A server may hide those that begin with a dot.
  List<String> folders(String folder) throws TargetFault;

  /// Deletes a file; one that is not there is no fault.
  void delete(String path) throws TargetFault;

  /// Deletes what writers that were cut off have left behind, if it is older than a day.
  void sweep() throws TargetFault;

  @Override
  void close();
}
