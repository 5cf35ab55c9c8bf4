package org.gabion.lab.scene;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who sent the innocent lines of a log: a client is an IPv4 address or the first four groups of an
/// IPv6 address. Read only once made.
final class InnocentClients {
  private static final int NOBODY = -1;

  /// For each line the number of its client; of attack lines [#NOBODY].
  private final int[] clients;

  private final int count;

  InnocentClients(LabelledLog log) {
    this.clients = new int[log.lines()];
    Map<String, Integer> numbers = new HashMap<>();
    byte[] bytes = log.bytes();
    int at = 0;
    for (int line = 0; line < clients.length; line++) {
      clients[line] =
          log.waves()[line] == 0
              ? numbers.computeIfAbsent(client(bytes, at), name -> numbers.size())
              : NOBODY;
      while (at < bytes.length && bytes[at] != '\n') {
        at++;
      }
      at++;
    }
    this.count = Math.max(1, numbers.size());
  }

  private static String client(byte[] bytes, int from) {
    int groups = 0;
    int to = from;
    while (to < bytes.length && bytes[to] != ' ' && groups < 4) {
      groups += bytes[to] == ':' ? 1 : 0;
      to++;
    }
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.ISO_8859_1);
  }

  /// The share of innocent clients that have one of these lines.
  ///
  /// @param lines numbers from 1
  double share(List<Long> lines) {
    Set<Integer> met = new HashSet<>();
    for (long line : lines) {
      int client = clients[(int) line - 1];
      if (client != NOBODY) {
        met.add(client);
      }
    }
    return (double) met.size() / count;
  }
}
