package org.gabion.mirror.capture;

import java.util.Set;

/// Media types of what belongs to pages and is the same for all: style sheets, scripts, images,
/// fonts, sound and films. Stateless.
final class Assets {
  private static final Set<String> FAMILIES = Set.of("image", "font", "audio", "video");

  private static final Set<String> TYPES =
      Set.of(
          "text/css",
          "text/javascript",
          "application/javascript",
          "application/x-javascript",
          "application/font-woff",
          "application/vnd.ms-fontobject",
          "application/wasm");

  private Assets() {}

  /// @param type in lower case, without parameters
  static boolean isAsset(String type) {
    int slash = type.indexOf('/');
    return TYPES.contains(type) || slash > 0 && FAMILIES.contains(type.substring(0, slash));
  }
}
