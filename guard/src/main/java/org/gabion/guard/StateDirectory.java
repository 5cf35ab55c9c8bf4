package org.gabion.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.gabion.core.challenge.TicketKeys;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.SeedFile;
import org.gabion.guard.detection.Seeds;

/// What survives a restart, in a directory of mode 0700: the secret of the hashes, the ticket keys,
/// the history of prefixes. No address is in it.
///
/// Not thread safe, but for files of different names. Without a directory everything lives in
/// memory only. A file is replaced as a whole; one that can not be read counts as absent.
///
/// ```
///  secret    hash secret, 16 bytes
///  tickets   count (1 byte), then for each key: id (1 byte), secret (32 bytes); the current one first
///  history   as VisitorHistory writes it
///  seed      as SeedFile writes it: the secrets of the detector's hashes
/// ```
final class StateDirectory implements Seeds {
  private static final String SEED = "seed";
  private final Optional<Path> directory;
  private final SecureRandom random;

  /// @throws IOException if the directory can not be made
  StateDirectory(Optional<Path> directory, SecureRandom random) throws IOException {
    this.directory = directory;
    this.random = random;
    if (directory.isPresent() && !Files.isDirectory(directory.get())) {
      Files.createDirectories(
          directory.get(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /// The secret of all keyed hashes; a new one if there is none yet.
  byte[] hashSecret() throws IOException {
    byte[] kept = read("secret");
    if (kept.length == KeyedHash.SECRET_BYTES) {
      return kept;
    }
    byte[] made = fresh(KeyedHash.SECRET_BYTES);
    write("secret", made);
    return made;
  }

  /// The keys that tickets are signed with; new ones if there are none yet.
  TicketKeys ticketKeys() throws IOException {
    byte[] kept = read("tickets");
    int one = 1 + TicketKeys.SECRET_BYTES;
    if (kept.length >= 1 + one
        && (kept[0] == 1 || kept[0] == 2)
        && kept.length == 1 + kept[0] * one) {
      Optional<TicketKeys.Key> previous =
          kept[0] == 2 ? Optional.of(key(kept, 1 + one)) : Optional.empty();
      return TicketKeys.of(key(kept, 1), previous);
    }
    TicketKeys made = TicketKeys.of(0, fresh(TicketKeys.SECRET_BYTES));
    keep(made);
    return made;
  }

  private static TicketKeys.Key key(byte[] from, int at) {
    byte[] secret = new byte[TicketKeys.SECRET_BYTES];
    System.arraycopy(from, at + 1, secret, 0, secret.length);
    return new TicketKeys.Key(from[at] & 0xff, secret);
  }

  void keep(TicketKeys keys) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 + 2 * (1 + TicketKeys.SECRET_BYTES));
    out.put((byte) (keys.previous().isPresent() ? 2 : 1));
    put(out, keys.current());
    keys.previous().ifPresent(previous -> put(out, previous));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    write("tickets", bytes);
  }

  private static void put(ByteBuffer out, TicketKeys.Key key) {
    out.put((byte) key.id()).put(key.secret());
  }

  /// The seed file's epochs; none if there is no such file, or it can not be read.
  @Override
  public List<Epoch> kept() throws IOException {
    return switch (SeedFile.decode(read(SEED))) {
      case SeedFile.Read(var epochs) -> epochs;
      case SeedFile.Broken _ -> List.of();
    };
  }

  @Override
  public void keep(SeedFile.Read file) throws IOException {
    write(SEED, SeedFile.encode(file));
  }

  @Override
  public byte[] fresh() {
    return fresh(KeyedHash.SECRET_BYTES);
  }

  ByteBuffer history() throws IOException {
    return ByteBuffer.wrap(read("history"));
  }

  void keepHistory(byte[] bytes) throws IOException {
    write("history", bytes);
  }

  boolean persists() {
    return directory.isPresent();
  }

  private byte[] fresh(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] read(String name) throws IOException {
    if (directory.isEmpty() || !Files.isRegularFile(directory.get().resolve(name))) {
      return new byte[0];
    }
    return Files.readAllBytes(directory.get().resolve(name));
  }

  private void write(String name, byte[] bytes) throws IOException {
    if (directory.isEmpty()) {
      return;
    }
    Path target = directory.get().resolve(name);
    Path written = directory.get().resolve(name + ".new");
    Files.deleteIfExists(written);
    Files.createFile(
        written,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(written, bytes);
    Files.move(
        written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
