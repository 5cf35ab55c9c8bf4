package org.gabion.lab.slow;

import java.util.List;

/// The ways in which slowhttptest holds connections.
enum SlowAttack {
  /// A head that never ends (Slowloris).
  HEADERS("slow headers", "/page.html", "-H", "-i", "5", "-x", "24", "-t", "GET"),
  /// A body that comes by a few bytes.
  BODY("slow body", "/upload", "-B", "-i", "5", "-s", "8192", "-x", "10", "-t", "POST"),
  /// A large answer taken by a few bytes.
  READ(
      "slow read", "/large.bin", "-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3"),
  /// Many overlapping ranges of one answer (CVE-2011-3192).
  RANGE("ranges", "/large.bin", "-R", "-a", "10", "-b", "3000", "-t", "HEAD");

  final String shown;
  final String path;
  private final List<String> options;

  SlowAttack(String shown, String path, String... options) {
    this.shown = shown;
    this.path = path;
    this.options = List.of(options);
  }

  /// The tool's options for so many connections, all opened within about five seconds.
  List<String> options(int connections, long seconds) {
    java.util.ArrayList<String> all = new java.util.ArrayList<>(options);
    all.addAll(
        List.of(
            "-c",
            Integer.toString(connections),
            "-r",
            Integer.toString(Math.max(1, connections / 5)),
            "-l",
            Long.toString(seconds),
            "-p",
            "3"));
    return all;
  }
}
