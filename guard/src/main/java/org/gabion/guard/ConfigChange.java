package org.gabion.guard;

import java.util.ArrayList;
import java.util.List;

/// What differs between two configurations, in the words of the file.
///
/// @param changed sections that differ
/// @param needRestart those, or the keys of those, that a running guard can not take over
record ConfigChange(List<String> changed, List<String> needRestart) {
  static ConfigChange between(GuardConfig before, GuardConfig after) {
    List<String> changed = new ArrayList<>();
    List<String> restart = new ArrayList<>();
    note(before.listeners(), after.listeners(), "listen", changed, restart);
    note(before.accessLog(), after.accessLog(), "access-log", changed, restart);
    note(before.detection(), after.detection(), "detection", changed, restart);
    note(before.copies(), after.copies(), "copies", changed, restart);
    note(before.admin(), after.admin(), "admin", changed, restart);
    note(before.runtime(), after.runtime(), "runtime", changed, restart);
    note(
        before.budgets().slots(),
        after.budgets().slots(),
        "budgets.slots",
        new ArrayList<>(),
        restart);
    note(before.admission(), after.admission(), "admission", changed, restart);
    note(before.sites(), after.sites(), "sites", changed, new ArrayList<>());
    note(before.clients(), after.clients(), "clients", changed, new ArrayList<>());
    note(before.http(), after.http(), "http", changed, new ArrayList<>());
    note(before.http2(), after.http2(), "http2", changed, new ArrayList<>());
    note(before.connections(), after.connections(), "connections", changed, new ArrayList<>());
    note(before.budgets(), after.budgets(), "budgets", changed, new ArrayList<>());
    note(before.access(), after.access(), "access", changed, new ArrayList<>());
    note(before.observeOnly(), after.observeOnly(), "observe-only", changed, new ArrayList<>());
    return new ConfigChange(List.copyOf(changed), List.copyOf(restart));
  }

  private static void note(
      Object before, Object after, String name, List<String> changed, List<String> restart) {
    if (!before.equals(after)) {
      changed.add(name);
      restart.add(name);
    }
  }
}
