package org.gabion.core.policy;

/// What is to be done with a request. Only the Enforcer acts on it.
///
/// All instances are made beforehand: a verdict allocates nothing.
public sealed interface Verdict {
  /// Why.
  Reason reason();

  /// The class in which the visitor is admitted to the origin, or would have been.
  Standing standing();

  /// The word used in logs and metrics.
  String id();

  /// Serve it. The origin's concurrency limit still holds for it; there it takes its place by
  /// standing.
  record Pass(Standing standing, Reason reason) implements Verdict {
    @Override
    public String id() {
      return "pass";
    }
  }

  /// Serve it when its turn comes: the site is under load and the queue orders visits by standing.
  record Queue(Standing standing, Reason reason) implements Verdict {
    @Override
    public String id() {
      return "queue";
    }
  }

  /// Give it the site's last good copy: the origin can not answer, or has no room for it. Where the
  /// copy has no such page, it is treated as if there were none.
  record ServeCopy(Standing standing, Reason reason) implements Verdict {
    @Override
    public String id() {
      return "copy";
    }
  }

  /// Refuse it for now.
  ///
  /// @param retryAfterSeconds when another try makes sense; one of a few rounded steps
  record Throttle(Standing standing, Reason reason, int retryAfterSeconds) implements Verdict {
    @Override
    public String id() {
      return "throttle";
    }
  }

  /// Refuse it for good.
  record Deny(Standing standing, Reason reason) implements Verdict {
    @Override
    public String id() {
      return "deny";
    }
  }
}
