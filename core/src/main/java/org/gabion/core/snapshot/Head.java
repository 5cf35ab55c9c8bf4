package org.gabion.core.snapshot;

import java.time.Instant;
import java.util.Optional;

/// Which edition of a site is the current one; what the release holders sign, once for each
/// edition.
///
/// @param sequence of the edition, from 1, one more each time
/// @param root the number of the root whose release holders signed it
/// @param snapshot the digest of the edition's snapshot header
/// @param nextBy when the next edition or heartbeat is due at the latest; after it a copy is called
///   ageing, and is read all the same
/// @param previous the identity of the head before; empty for the first, or after one that a root
///   made void
public record Head(
    Digest site,
    long sequence,
    long root,
    Digest snapshot,
    Instant published,
    Instant nextBy,
    Optional<Digest> previous) {
  static final String TYPE = "head";

  public Head {
    Bounds.number("the sequence of a head", sequence, 1);
    Bounds.number("the root of a head", root, 1);
    Bounds.second("when a head was published", published);
    Bounds.second("when the next edition is due", nextBy);
    if (nextBy.isBefore(published)) {
      throw new IllegalArgumentException("the next edition is due after this one was published");
    }
  }

  static Head read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long sequence = lines.number("sequence", 1, Lines.MAX_NUMBER);
    long root = lines.number("root", 1, Lines.MAX_NUMBER);
    Digest snapshot = lines.digest("snapshot");
    Instant published = lines.instant("published");
    Instant nextBy = lines.instant("next-by");
    if (nextBy.isBefore(published)) {
      throw lines.fault("a time that is not before 'published'");
    }
    Optional<Digest> previous = lines.optionalDigest("previous");
    return new Head(site, sequence, root, snapshot, published, nextBy, previous);
  }

  /// The exact bytes that are signed.
  public byte[] body() {
    return new Text(TYPE, site)
        .line("sequence", sequence)
        .line("root", root)
        .line("snapshot", snapshot)
        .line("published", published)
        .line("next-by", nextBy)
        .optional("previous", previous)
        .bytes();
  }
}
