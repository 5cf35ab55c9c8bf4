package org.gabion.mirror.copy;

import java.io.IOException;
import java.util.Optional;
import org.gabion.core.snapshot.Parsed;

/// Fetching with the faults that a reader of copies tells apart. Stateless.
final class Fetch {
  private Fetch() {}

  static Optional<byte[]> optional(Source source, String path, int limit) throws CopyFault {
    try {
      return source.fetch(path, limit);
    } catch (IOException e) {
      throw new CopyFault(CopyFault.Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  static byte[] required(Source source, String path, int limit) throws CopyFault {
    return optional(source, path, limit)
        .orElseThrow(
            () -> new CopyFault(CopyFault.Kind.MISSING, source.name() + " has no " + path));
  }

  static <T> T valid(Source source, String path, Parsed<T> parsed) throws CopyFault {
    return switch (parsed) {
      case Parsed.Valid<T> valid -> valid.value();
      case Parsed.Malformed<T> malformed ->
          throw new CopyFault(
              CopyFault.Kind.CORRUPT, source.name() + ", " + path + ": " + malformed);
    };
  }
}
