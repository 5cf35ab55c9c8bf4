package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Opens what a command line names.
public final class InputFiles implements Closeable {
  /// Names standard input.
  public static final String STANDARD_INPUT = "-";

  private final List<InputFile> files = new ArrayList<>();

  private InputFiles() {}

  /// Opens all; what can be read once only, standard input or a pipe, is kept in a temporary file.
  ///
  /// @throws InputException if one can not be read, or is named twice
  public static InputFiles open(List<String> names, InputStream standardInput, Spool spool)
      throws IOException {
    InputFiles opened = new InputFiles();
    try {
      for (String name : names) {
        opened.add(name, standardInput, spool);
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private void add(String name, InputStream standardInput, Spool spool) throws IOException {
    Path path = Path.of(name);
    if (name.equals(STANDARD_INPUT)) {
      if (files.stream().anyMatch(file -> file.path().equals(path))) {
        throw new InputException("standard input (-) is named twice");
      }
      files.add(spool.keep(path, standardInput));
      return;
    }
    boolean pipe = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    if (pipe) {
      try (InputStream in = Files.newInputStream(path)) {
        files.add(spool.keep(path, in));
      }
      return;
    }
    InputFile file = InputFile.open(path);
    files.add(file);
    for (InputFile known : files) {
      if (known != file && known.isSame(file)) {
        throw new InputException(
            known.path().equals(file.path())
                ? file.path() + " is named twice: its lines would count double"
                : file.path()
                    + " and "
                    + known.path()
                    + " are the same file: its lines would count double");
      }
    }
  }

  /// In the order of their names on the command line.
  public List<InputFile> files() {
    return List.copyOf(files);
  }

  @Override
  public void close() throws IOException {
    for (InputFile file : files) {
      file.close();
    }
  }
}
