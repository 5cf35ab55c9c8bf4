package org.gabion.guard.admin;

import org.gabion.core.request.KeyedHash;
import org.gabion.guard.log.RefusalId;

/// A secret permutation of the numbers of [RefusalId#BITS] bits: a Feistel network of four rounds
/// (Luby and Rackoff, 1988) over a keyed hash, so that an id tells a visitor nothing and an
/// attacker can not read out of it which budget was used up. Immutable.
final class Scramble {
  private static final int ROUNDS = 4;
  private static final int HALF = RefusalId.BITS / 2;
  private static final long MASK = (1L << HALF) - 1;

  private final KeyedHash hash;

  Scramble(KeyedHash hash) {
    this.hash = hash;
  }

  long hide(long plain) {
    long left = plain >>> HALF;
    long right = plain & MASK;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (hash.hash(right, round) & MASK);
      left = right;
      right = next;
    }
    return left << HALF | right;
  }

  long show(long hidden) {
    long left = hidden >>> HALF;
    long right = hidden & MASK;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long before = right ^ (hash.hash(left, round) & MASK);
      right = left;
      left = before;
    }
    return left << HALF | right;
  }
}
