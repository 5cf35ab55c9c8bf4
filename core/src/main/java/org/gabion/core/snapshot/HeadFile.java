package org.gabion.core.snapshot;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The one file of a copy that changes: the head, and after it the last heartbeat if there is one.
public record HeadFile(Signed<Head> head, Optional<Signed<Heartbeat>> heartbeat) {
  public static final int MAX_BYTES = 2048;

  /// Reads the file and judges no signature.
  public static Parsed<HeadFile> parse(byte[] bytes) {
    return Lines.parse(
        bytes,
        MAX_BYTES,
        lines -> {
          Signed<Head> head = Signed.read(lines, bytes, Head::read);
          Optional<Signed<Heartbeat>> heartbeat =
              lines.hasMore()
                  ? Optional.of(Signed.read(lines, bytes, Heartbeat::read))
                  : Optional.empty();
          return new HeadFile(head, heartbeat);
        });
  }

  /// The most bytes that the file can have when so many holders sign: a site chooses its thresholds
  /// so that this is not more than [#MAX_BYTES].
  public static int largest(int releaseSigners, int heartbeatSigners) {
    Digest digest = Digest.of(new byte[0]);
    Instant last = Lines.LAST_INSTANT;
    Head head =
        new Head(
            digest, Lines.MAX_NUMBER, RootChain.MAX_ROOTS, digest, last, last, Optional.of(digest));
    Heartbeat heartbeat = new Heartbeat(digest, Lines.MAX_NUMBER, digest, last, last);
    int signer = 0;
    for (Algorithm algorithm : Algorithm.values()) {
      SignatureLine line =
          new SignatureLine(algorithm, "0".repeat(32), new byte[algorithm.signatureLength()]);
      signer += line.toString().length() + 1;
    }
    return head.body().length
        + heartbeat.body().length
        + (releaseSigners + heartbeatSigners) * signer;
  }

  /// The file's content.
  ///
  /// @throws IllegalStateException if it is too large: too many holders signed
  public byte[] bytes() {
    byte[] first = head.bytes();
    byte[] second = heartbeat.map(Signed::bytes).orElse(new byte[0]);
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    if (all.length > MAX_BYTES) {
      throw new IllegalStateException(
          "a head of "
              + all.length
              + " bytes, at most "
              + MAX_BYTES
              + " are allowed: let fewer release holders sign it");
    }
    return all;
  }
}
