package org.gabion.mirror.target;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system of a given size, in memory, for a test that may mount one.
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path folder, String size) throws IOException {
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()))
        .as("this test mounts a small disk, which only root may do: run it with sudo")
        .isZero();
    return new SmallDisk(folder);
  }

  boolean isMounted() throws IOException {
    return Files.getFileStore(folder).type().equals("tmpfs");
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue();
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
  }
}
