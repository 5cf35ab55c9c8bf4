package org.gabion.mirror.rendition;

import java.io.IOException;
import java.io.OutputStream;

/// Takes the files of a rendition. Called by one thread.
///
/// Paths are relative, of `/`-separated names from `a-z 0-9 . _ - ~`.
public interface RenditionSink {
  /// Takes a file whole, or leaves what was there.
  ///
  /// @throws IOException names the place and the remedy, or what is wrong with the copy
  void put(String path, Content content) throws IOException;

  /// Takes away a file of an earlier edition; one that is not there is no fault.
  void delete(String path) throws IOException;

  /// What a file holds.
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
