package org.gabion.mirror.check;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.RootChain;

/// What a mirror gave when it was asked, not yet judged.
///
/// @param addresses of its host, as far as they are known
record Observation(String url, List<InetAddress> addresses, Answer answer) {
  Observation {
    addresses = List.copyOf(addresses);
  }

  /// How it answered.
  sealed interface Answer {
    /// It was left alone.
    record Rests(String reason) implements Answer {}

    /// No head came.
    record Silent(String reason) implements Answer {}

    /// Something came that is no head.
    record Garbled(FileFault.Wrong fault, Duration latency) implements Answer {}

    /// A head came.
    ///
    /// @param head the file's bytes
    /// @param latency from the begin of connecting to the last byte of the head
    /// @param chain the known roots with those that this mirror adds
    /// @param rootFault a further root that does not follow
    record Spoke(byte[] head, Duration latency, RootChain chain, Optional<FileFault> rootFault)
        implements Answer {}
  }
}
