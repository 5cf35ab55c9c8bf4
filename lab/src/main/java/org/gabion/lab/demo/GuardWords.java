package org.gabion.lab.demo;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gabion.core.policy.Reason;

/// Says in a few words what the guard did, and why, between two readings of its metrics.
final class GuardWords {
  private static final int MOST_REASONS = 2;

  private GuardWords() {}

  static String of(Map<String, Double> before, Map<String, Double> now, double seconds) {
    Map<Reason, Double> refused = refusals(before, now);
    if (refused.isEmpty()) {
      return Metrics.sum(now, "gabion_under_load") > 0
          ? "under load, all within their budgets"
          : "calm, nobody is turned away";
    }
    List<String> words =
        refused.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_REASONS)
            .map(
                e ->
                    String.format(
                        Locale.ROOT, "%.0f/s %s", e.getValue() / seconds, words(e.getKey())))
            .toList();
    return "turns away " + String.join(", ", words);
  }

  private static Map<Reason, Double> refusals(Map<String, Double> before, Map<String, Double> now) {
    Map<Reason, Double> refusals = new EnumMap<>(Reason.class);
    now.forEach(
        (sample, count) -> {
          if (sample.startsWith("gabion_request_reasons_total{")
              || sample.startsWith("gabion_connections_refused_total{")) {
            double more = count - before.getOrDefault(sample, 0.0);
            Reason.ofId(Metrics.label(sample, "reason"))
                .filter(reason -> reason.status() > 0 && more > 0)
                .ifPresent(reason -> refusals.merge(reason, more, Double::sum));
          }
        });
    return refusals;
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case NONE, LIST_ALLOW -> "nobody";
      case LIST_DENY -> "denied by the operator";
      case RATE_PREFIX -> "too many from one address";
      case RATE_NETWORK -> "too many from one network";
      case COST_PREFIX -> "too costly for one address";
      case COST_NETWORK -> "too costly for one network";
      case COST_TICKET -> "too costly for one ticket";
      case COST_ROUTE -> "too much of one kind of page";
      case UNDER_LOAD -> "known visitors first";
      case QUEUE_FULL -> "queue full";
      case QUEUE_DEADLINE -> "waited too long";
      case ORIGIN_DOWN, ORIGIN_BROKEN, ORIGIN_TIMEOUT -> "site in trouble";
      case CONNECTIONS_PREFIX -> "connections, one address";
      case CONNECTIONS_NETWORK -> "connections, one network";
      case CONNECTIONS_OVERALL -> "connections, all";
      case DRAINING -> "stopping";
    };
  }
}
