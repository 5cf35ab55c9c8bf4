package org.gabion.core.snapshot;

import java.util.Arrays;
import java.util.Optional;

/// What a key may say.
public enum Role {
  /// Which keys hold, in roots. Kept offline.
  ROOT("root"),
  /// What an edition holds, in heads.
  RELEASE("release"),
  /// That an edition is still the current one, in heartbeats; nothing else.
  HEARTBEAT("heartbeat"),
  /// Which mirrors there are, in rosters.
  ROSTER("roster");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /// The word in documents and file names.
  public String word() {
    return word;
  }

  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
  }
}
