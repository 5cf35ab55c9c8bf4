package org.gabion.lab.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.gabion.lab.load.LoopbackUrl;

/// What all targets of a run have in common, and the one port of each.
///
/// @param folder the target's own, for its configuration and log
/// @param core the processor that the target is pinned to
/// @param refusalBytes the length of every refusal's body
record Setting(
    Scenario scenario,
    Path folder,
    InetSocketAddress address,
    InetSocketAddress origin,
    int core,
    ServerCertificate certificate,
    int refusalBytes) {

  LoopbackUrl url() {
    return new LoopbackUrl(scenario.overTls(), address, "/");
  }

  /// A refusal's body for the peers: HTML of the wanted length, without anything that a
  /// configuration would have to quote.
  String refusalPage() {
    String start = "<!doctype html><title>Too many requests</title><p>";
    return start + "x".repeat(Math.max(0, refusalBytes - start.length()));
  }
}
