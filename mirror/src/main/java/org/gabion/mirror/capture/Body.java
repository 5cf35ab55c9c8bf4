package org.gabion.mirror.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;

/// The content of an answer: in memory, or in a temporary file that goes when it is closed.
/// Immutable.
public final class Body implements AutoCloseable {
  static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;
  private final Optional<Path> file;
  private final long size;

  private Body(byte[] bytes) {
    this.bytes = bytes;
    this.file = Optional.empty();
    this.size = bytes.length;
  }

  private Body(Path file, long size) {
    this.bytes = new byte[0];
    this.file = Optional.of(file);
    this.size = size;
  }

  /// Takes the array; the caller leaves it alone from now on.
  static Body of(byte[] bytes) {
    return new Body(bytes);
  }

  static Body of(Path file, long size) {
    return new Body(file, size);
  }

  public long size() {
    return size;
  }

  /// How many bytes of memory it takes.
  long held() {
    return bytes.length;
  }

  public InputStream open() throws IOException {
    return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(bytes);
  }

  /// The whole content; only for what is known to be small enough.
  byte[] bytes() throws IOException {
    return file.isPresent() ? Files.readAllBytes(file.get()) : bytes;
  }

  boolean sameAs(Body other) throws IOException {
    if (size != other.size) {
      return false;
    }
    if (file.isEmpty() && other.file.isEmpty()) {
      return Arrays.equals(bytes, other.bytes);
    }
    return digest().equals(other.digest());
  }

  Digest digest() throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    try (DigestInputStream in = new DigestInputStream(open(), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.parse(HexFormat.of().formatHex(sha256.digest())).orElseThrow();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      Files.deleteIfExists(file.get());
    }
  }
}
