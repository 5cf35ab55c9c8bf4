package org.gabion.core.detect;

/// Whether an incident was meant to harm, as far as the traffic tells.
public enum Judgement {
  ATTACK("attack"),
  BENIGN("benign"),
  UNCLEAR("unclear");

  private final String word;

  Judgement(String word) {
    this.word = word;
  }

  /// The word in reports.
  public String word() {
    return word;
  }
}
