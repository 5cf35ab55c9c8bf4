package org.gabion.core.window;

import org.gabion.core.request.Features;

/// Requests are sampled apart by what they are, so that the many do not hide the few: stratified
/// sampling (Neyman, "On the two different aspects of the representative method", 1934).
enum Stratum {
  /// Parts of pages: most of the traffic, and the least telling.
  ASSETS,
  SERVED,
  /// Documents that were served.
  DOCUMENTS,
  POSTS,
  /// Answered 4xx.
  MISSING,
  /// Answered 5xx, or left before the answer.
  FAILED;

  static final int COUNT = values().length;

  static Stratum of(Features features) {
    int status = features.status;
    if (status == 0 || status == 499 || status >= 500) {
      return FAILED;
    }
    if (features.isPost()) {
      return POSTS;
    }
    if (status >= 400) {
      return MISSING;
    }
    return switch (features.pathClass()) {
      case ASSET -> ASSETS;
      case DOCUMENT -> DOCUMENTS;
      case PAGE, FEED, LOGIN, SERVICE -> SERVED;
    };
  }
}
