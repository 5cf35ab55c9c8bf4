package org.gabion.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.Founding;
import org.gabion.mirror.publish.Publisher;

/// A mirror in a folder of a test, with keys whose passphrase costs little, and a clock that is
/// set.
public final class MirrorRig {
  public static final int ITERATIONS = 1000;
  public static final Instant START = Instant.parse("2026-11-26T20:00:00Z");

  private static final String PASSPHRASE = "four words for tests";

  private final Path folder;
  private final Digest site;
  private Instant now = START;

  private MirrorRig(Path folder, Digest site) {
    this.folder = folder;
    this.site = site;
  }

  /// Makes keys and root 1 below a folder.
  public static MirrorRig found(Path folder) throws IOException {
    Founding.Founded founded =
        Founding.USUAL.found(
            folder.resolve("copy"),
            folder.resolve("keys"),
            PASSPHRASE.toCharArray(),
            ITERATIONS,
            InstantSource.fixed(START),
            new SecureRandom());
    return new MirrorRig(folder, founded.site());
  }

  /// The same mirror in another folder, to which its files were copied.
  public MirrorRig in(Path other) {
    MirrorRig rig = new MirrorRig(other, site);
    rig.now = now;
    return rig;
  }

  public Digest site() {
    return site;
  }

  public Path copy() {
    return folder.resolve("copy");
  }

  public Path keys() {
    return folder.resolve("keys");
  }

  public char[] passphrase() {
    return PASSPHRASE.toCharArray();
  }

  public KeyRing ring() {
    return new KeyRing(List.of(keys()), _ -> passphrase());
  }

  /// The opened key of a holder, as a thief has it.
  public HolderKeys key(String holder) throws IOException {
    for (KeyFile file : ring().files()) {
      if (file.holder().name().equals(holder)) {
        return file.open(passphrase());
      }
    }
    throw new IOException("no key of " + holder);
  }

  public InstantSource clock() {
    return () -> now;
  }

  /// Sets the clock.
  public void at(Instant instant) {
    now = instant;
  }

  public Publisher publisher() {
    return new Publisher(copy(), ring(), clock());
  }
}
