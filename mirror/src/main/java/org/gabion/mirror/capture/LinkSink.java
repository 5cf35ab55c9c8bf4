package org.gabion.mirror.capture;

/// Takes the links of a page as they are written there.
@FunctionalInterface
interface LinkSink {
  void link(String reference);
}
