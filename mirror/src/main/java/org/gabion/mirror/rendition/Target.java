package org.gabion.mirror.rendition;

import java.util.Optional;

/// Where a link leads, as seen from the copy.
sealed interface Target {
  /// A file of the rendition.
  ///
  /// @param path below the root
  /// @param fragment with `#`, or empty
  record Here(String path, String fragment, Form.Kind kind) implements Target {}

  /// A place on the same page.
  ///
  /// @param fragment with `#`
  record SamePage(String fragment) implements Target {}

  /// A page of the site that the copy does not have.
  ///
  /// @param url where it was; empty if the site's address is not known
  record Missing(Optional<String> url) implements Target {}

  /// Another site.
  record Elsewhere(String url) implements Target {}

  /// Something that is no page: a mail address, a telephone number.
  record Contact(String url) implements Target {}

  /// Content inside the link itself.
  record Inline(String url) implements Target {}

  /// A script, or what nobody can read.
  record Unusable() implements Target {}
}
