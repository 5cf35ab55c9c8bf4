package org.gabion.lab.bench;

/// What a target did right after its start.
///
/// @param readyMillis from the start of the process to the first right answer
/// @param firstSecond answers in the second after that
record ColdStart(String target, double readyMillis, long firstSecond) {}
