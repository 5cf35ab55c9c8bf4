package org.gabion.mirror.capture;

/// Why a known page is not in a snapshot.
public enum MissReason {
  /// The site failed to give it: an error, a time-out, a body cut short.
  FAILED("failed"),
  /// It looks different to everyone, or is for one visitor: left out for privacy.
  PRIVATE("private"),
  /// It differs between two fresh sessions in more than can be masked.
  UNSTABLE("unstable"),
  /// It holds a canary or the canary came back: it echoes what one visitor sent.
  CANARY("canary"),
  /// The operator's rules or robots.txt leave it out.
  EXCLUDED("excluded"),
  /// It is larger than the limit, or one page too many.
  TOO_LARGE("too large"),
  /// Its address can not stand in a snapshot.
  BAD_ADDRESS("bad address");

  private final String word;

  MissReason(String word) {
    this.word = word;
  }

  /// The word used in reports.
  public String word() {
    return word;
  }

  /// Whether a reader would miss the page, as against one that is left out on purpose.
  public boolean isLoss() {
    return switch (this) {
      case FAILED, UNSTABLE, CANARY, TOO_LARGE, BAD_ADDRESS -> true;
      case PRIVATE, EXCLUDED -> false;
    };
  }
}
