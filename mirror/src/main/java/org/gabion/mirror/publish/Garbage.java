package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.SnapshotHeader;

/// Takes out of a folder what no edition needs any more. The current edition and the one before
/// stay, and whatever is younger than a day: somebody may just be reading it.
public final class Garbage {
  private static final Duration AGE = Duration.ofDays(1);
  private static final int KEPT_EDITIONS = 2;

  private final Path folder;
  private final Instant old;

  public Garbage(Path folder, InstantSource clock) {
    this.folder = folder;
    this.old = clock.instant().minus(AGE);
  }

  /// Deletes what may go.
  ///
  /// @return how many files
  /// @throws IOException if the folder can not be read or written; if the index of a kept edition
  ///   is damaged, nothing is deleted
  public long collect() throws IOException {
    Optional<byte[]> file = read(CopyPaths.HEAD);
    if (file.isEmpty()
        || !(HeadFile.parse(file.get()) instanceof Parsed.Valid<HeadFile>(HeadFile current))) {
      return 0;
    }
    Head head = current.head().document();
    Set<String> kept = new HashSet<>();
    for (long sequence = head.sequence(), editions = 0;
        sequence >= 1 && editions < KEPT_EDITIONS;
        sequence--) {
      Optional<byte[]> header = read(CopyPaths.snapshot(sequence));
      if (header.isPresent()) {
        if (!keep(header.get(), kept)) {
          return 0;
        }
        kept.add(CopyPaths.snapshot(sequence));
        kept.add(CopyPaths.recent(sequence));
        editions++;
      } else if (head.sequence() - sequence > 1000) {
        break;
      }
    }
    long deleted = 0;
    for (String at : List.of(CopyPaths.SNAPSHOTS, CopyPaths.RECENT, CopyPaths.SHARDS)) {
      deleted += sweep(at, kept);
    }
    for (int i = 0; i < 256; i++) {
      deleted += sweep(CopyPaths.OBJECTS + "/" + String.format("%02x", i), kept);
    }
    return deleted;
  }

  /// Notes what an edition is made of; false if that can not be told.
  private boolean keep(byte[] bytes, Set<String> kept) throws IOException {
    if (!(SnapshotHeader.parse(bytes)
        instanceof Parsed.Valid<SnapshotHeader>(SnapshotHeader header))) {
      return false;
    }
    for (SnapshotHeader.Shard named : header.shards()) {
      Optional<byte[]> shardBytes = read(CopyPaths.shard(named.digest()));
      if (shardBytes.isEmpty()
          || !Digest.of(shardBytes.get()).equals(named.digest())
          || !(RouteShard.parse(shardBytes.get())
              instanceof Parsed.Valid<RouteShard>(RouteShard shard))) {
        return false;
      }
      kept.add(CopyPaths.shard(named.digest()));
      for (Route route : shard.routes()) {
        for (ObjectRef object : route.objects()) {
          kept.add(CopyPaths.object(object.digest()));
        }
      }
    }
    return true;
  }

  private long sweep(String at, Set<String> kept) throws IOException {
    long deleted = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(at))) {
      for (Path file : files) {
        if (!kept.contains(at + "/" + file.getFileName())
            && Files.isRegularFile(file)
            && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
          Files.delete(file);
          deleted++;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return deleted;
    }
    return deleted;
  }

  private Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
