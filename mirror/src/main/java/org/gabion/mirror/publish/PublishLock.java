package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gabion.core.snapshot.CopyPaths;

/// Keeps two processes from writing one copy at a time; the system lets go of it if one dies.
final class PublishLock implements AutoCloseable {
  private static final String NAME = ".publishing";

  private final FileChannel channel;
  private final FileLock lock;

  private PublishLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// @throws IOException if the folder is no copy, or somebody else writes it
  static PublishLock take(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(CopyPaths.root(1)))) {
      throw new IOException(
          folder + " is no mirror: it has no " + CopyPaths.root(1) + "; run 'gabion mirror init'");
    }
    FileChannel channel =
        FileChannel.open(
            folder.resolve(CopyPaths.FOLDER).resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new PublishLock(channel, lock);
      }
    } catch (OverlappingFileLockException e) {
      // Told below.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException("another process is publishing into " + folder + "; wait until it ends");
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
