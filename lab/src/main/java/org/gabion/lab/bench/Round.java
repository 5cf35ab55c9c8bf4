package org.gabion.lab.bench;

/// What one target did in one measured interval.
///
/// @param cpuMicros processor time of all threads and workers of the target, per answer
/// @param otherShare of the target's core that went to anything else meanwhile (other programs, the
///   hypervisor): over a few per cent, throughput and latency say more about the neighbours than
///   about the target
record Round(
    int number,
    String target,
    double rps,
    double cpuMicros,
    double p50ms,
    double p99ms,
    double otherShare) {}
