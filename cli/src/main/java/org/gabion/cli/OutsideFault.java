package org.gabion.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Says what a file system refused, and why. Stateless.
final class OutsideFault {
  private OutsideFault() {}

  static String words(IOException fault) {
    return switch (fault) {
      case NoSuchFileException e -> e.getFile() + " does not exist" + reason(e);
      case AccessDeniedException e -> e.getFile() + " may not be read or written by this user";
      case FileAlreadyExistsException e -> e.getFile() + " exists already" + reason(e);
      default -> String.valueOf(fault.getMessage());
    };
  }

  private static String reason(FileSystemException fault) {
    return fault.getReason() == null ? "" : ": " + fault.getReason();
  }
}
