package org.gabion.mirror.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who waits for a file that is on its way. Bounded: beyond it nobody waits. Safe for use by
/// several threads.
final class Arrivals {
  private static final int MAX_WAITING = 8192;

  private final Map<String, List<Runnable>> waiting = new HashMap<>();
  private int count;

  /// Calls back once when the file is there; false if too many wait already.
  synchronized boolean await(String path, Runnable callback) {
    if (count >= MAX_WAITING) {
      return false;
    }
    waiting.computeIfAbsent(path, _ -> new ArrayList<>(2)).add(callback);
    count++;
    return true;
  }

  /// Forgets a callback that gave up waiting.
  synchronized void forget(String path, Runnable callback) {
    List<Runnable> callbacks = waiting.get(path);
    if (callbacks != null && callbacks.remove(callback)) {
      count--;
      if (callbacks.isEmpty()) {
        waiting.remove(path);
      }
    }
  }

  /// Calls all who wait for a file.
  void arrived(String path) {
    List<Runnable> callbacks;
    synchronized (this) {
      callbacks = waiting.remove(path);
      if (callbacks == null) {
        return;
      }
      count -= callbacks.size();
    }
    callbacks.forEach(Runnable::run);
  }
}
