package org.gabion.mirror.capture;

/// A stretch of an HTML page that is known to differ from visit to visit: a value between quotes,
/// or what stands within a comment.
///
/// @param from index of its first byte
/// @param to index after its last byte
record Region(Kind kind, int from, int to) {
  /// What it is, and so how it is masked.
  enum Kind {
    /// The value of a hidden form field that is a token by its name or its look. Emptied always.
    TOKEN,
    /// A token in a script, by its name. Emptied always.
    SCRIPT_TOKEN,
    /// A nonce of the content security policy. Set to one fixed value where it differs.
    NONCE,
    /// A comment. Emptied where it differs in numbers, times and ids only.
    COMMENT,
    /// An e-mail address that Cloudflare hides under a random key. Hidden under key 0.
    HIDDEN_MAIL,
    /// The id of one request, such as Cloudflare's ray id. Emptied where it differs.
    REQUEST_ID;

    /// Whether it is masked although two visitors saw the same.
    boolean always() {
      return this == TOKEN || this == SCRIPT_TOKEN;
    }
  }

  int length() {
    return to - from;
  }
}
