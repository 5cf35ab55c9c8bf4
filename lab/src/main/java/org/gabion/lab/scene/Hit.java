package org.gabion.lab.scene;

/// One request of a scene, from its arrival to its line in the log. Not thread safe.
final class Hit {
  static final String NO_REFERER = "-";

  /// When it came, microseconds since 1970.
  final long start;

  final Visitor visitor;
  final String method;
  final String target;
  final String referer;
  int status;
  long bytes;

  /// What it asks of the origin; 1 is an ordinary page that is made when asked for.
  final double cost;

  /// Whether it belongs to the attack.
  final boolean isAttack;

  /// How long it took, microseconds; the line is written at its end.
  long took;

  Hit(long start, Visitor visitor, Ask ask, Answer answer, boolean isAttack) {
    this.start = start;
    this.visitor = visitor;
    this.method = ask.method();
    this.target = ask.target();
    this.referer = ask.referer();
    this.status = answer.status();
    this.bytes = answer.bytes();
    this.cost = answer.cost();
    this.isAttack = isAttack;
  }

  long end() {
    return start + took;
  }

  /// What is asked.
  record Ask(String method, String target, String referer) {
    static Ask get(String target, String referer) {
      return new Ask("GET", target, referer);
    }
  }

  /// What an origin in good health answers.
  record Answer(int status, long bytes, double cost) {}
}
