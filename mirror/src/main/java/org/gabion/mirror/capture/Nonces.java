package org.gabion.mirror.capture;

import java.util.ArrayList;
import java.util.List;

/// The nonces of a content security policy (CSP Level 3). A copy is signed as a whole, so that one
/// fixed nonce protects it as well as a new one for each visit, and lets its own scripts run.
/// Stateless.
final class Nonces {
  static final String START = "'nonce-";

  /// Stands in place of every nonce that differs.
  static final String FIXED = "Z2FiaW9u";

  private Nonces() {}

  /// A policy with fixed nonces.
  static String fixed(String policy) {
    StringBuilder fixed = new StringBuilder(policy.length());
    int at = 0;
    while (true) {
      int next = policy.indexOf(START, at);
      int end = next < 0 ? -1 : policy.indexOf('\'', next + START.length());
      if (end < 0) {
        return fixed.append(policy, at, policy.length()).toString();
      }
      fixed.append(policy, at, next + START.length()).append(FIXED);
      at = end;
    }
  }

  /// The nonces of a policy.
  static List<String> of(String policy) {
    List<String> nonces = new ArrayList<>();
    int next = policy.indexOf(START);
    while (next >= 0) {
      int from = next + START.length();
      int end = policy.indexOf('\'', from);
      if (end < 0) {
        return nonces;
      }
      nonces.add(policy.substring(from, end));
      next = policy.indexOf(START, end);
    }
    return nonces;
  }
}
