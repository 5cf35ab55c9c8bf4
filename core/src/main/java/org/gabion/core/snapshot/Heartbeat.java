package org.gabion.core.snapshot;

import java.time.Instant;

/// The word of the heartbeat key, which is online: this head is still the current one. It can say
/// nothing else; whoever steals the key can keep an old edition looking fresh, and publish nothing.
///
/// @param head the identity of the head it speaks of
/// @param at when it was said
/// @param until when the next word is due
public record Heartbeat(Digest site, long sequence, Digest head, Instant at, Instant until) {
  static final String TYPE = "heartbeat";

  public Heartbeat {
    Bounds.number("the sequence of a heartbeat", sequence, 1);
    Bounds.second("when a heartbeat was said", at);
    Bounds.second("when the next heartbeat is due", until);
    if (until.isBefore(at)) {
      throw new IllegalArgumentException("a heartbeat ends after it began");
    }
  }

  static Heartbeat read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long sequence = lines.number("sequence", 1, Lines.MAX_NUMBER);
    Digest head = lines.digest("head");
    Instant at = lines.instant("at");
    Instant until = lines.instant("until");
    if (until.isBefore(at)) {
      throw lines.fault("a time that is not before 'at'");
    }
    return new Heartbeat(site, sequence, head, at, until);
  }

  /// The exact bytes that are signed.
  public byte[] body() {
    return new Text(TYPE, site)
        .line("sequence", sequence)
        .line("head", head)
        .line("at", at)
        .line("until", until)
        .bytes();
  }
}
