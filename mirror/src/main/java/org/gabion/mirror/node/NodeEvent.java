package org.gabion.mirror.node;

/// What a node's operator is told.
///
/// @param isFault whether somebody should look
public record NodeEvent(boolean isFault, String text) {
  /// Takes events. Called by any thread; must not block for long.
  @FunctionalInterface
  public interface Listener {
    void told(NodeEvent event);
  }

  static NodeEvent news(String text) {
    return new NodeEvent(false, text);
  }

  static NodeEvent fault(String text) {
    return new NodeEvent(true, text);
  }
}
