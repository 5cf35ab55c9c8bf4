/// The ground floor: words and decisions. No I/O, no thread, no clock, no randomness.
module org.gabion.core {
  requires static org.jspecify;

  exports org.gabion.core.challenge;
  exports org.gabion.core.config;
  exports org.gabion.core.detect;
  exports org.gabion.core.journal;
  exports org.gabion.core.limit;
  exports org.gabion.core.policy;
  exports org.gabion.core.proof;
  exports org.gabion.core.request;
  exports org.gabion.core.signature;
  exports org.gabion.core.sketch;
  exports org.gabion.core.snapshot;
  exports org.gabion.core.statistics;
  exports org.gabion.core.window;
}
