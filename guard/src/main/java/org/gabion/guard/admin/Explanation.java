package org.gabion.guard.admin;

import java.time.temporal.ChronoUnit;
import org.gabion.core.policy.Reason;

/// A refusal in words: what decided, on what evidence, and how the operator can undo it.
record Explanation(Refusal refusal) {

  JsonText json() {
    JsonText json = new JsonText().open();
    json.field("id", refusal.id())
        .field("reason", refusal.reason().id())
        .field("status", refusal.reason().status());
    json.field("why", refusal.reason().text()).field("around", refusal.around().toString());
    json.field("remembered", refusal.detail().isPresent());
    refusal
        .detail()
        .ifPresent(
            detail -> {
              json.open("evidence")
                  .field("prefix", detail.prefix())
                  .field("site", detail.site())
                  .field("standing", detail.standing().id());
              json.field("first", detail.first().toString())
                  .field("last", detail.last().toString())
                  .field("count", detail.count());
              json.field("waitMillis", detail.waitMillis()).close();
            });
    return json.field("undo", undo())
        .field("log", "grep " + refusal.id() + " in the access log for the whole line")
        .close();
  }

  String text() {
    StringBuilder text = new StringBuilder(512);
    text.append("Refusal ")
        .append(refusal.id())
        .append(", at ")
        .append(refusal.around().truncatedTo(ChronoUnit.SECONDS));
    text.append(" or up to ").append(Refusals.TIME_STEP.toSeconds()).append(" seconds later\n\n");
    text.append("Why:  ")
        .append(refusal.reason().text())
        .append(" (")
        .append(refusal.reason().id())
        .append(")\n");
    if (refusal.detail().isPresent()) {
      Refusal.Detail detail = refusal.detail().get();
      text.append("Who:  ")
          .append(detail.prefix())
          .append(", standing: ")
          .append(detail.standing().id());
      text.append(detail.site().isEmpty() ? "" : ", site " + detail.site()).append('\n');
      text.append("How often: ")
          .append(detail.count())
          .append(" times from ")
          .append(detail.first().truncatedTo(ChronoUnit.SECONDS));
      text.append(" to ").append(detail.last().truncatedTo(ChronoUnit.SECONDS)).append('\n');
      if (detail.waitMillis() > 0) {
        text.append("The next request would have been let through ")
            .append(detail.waitMillis())
            .append(" ms after the last of them.\n");
      }
    } else {
      text.append("The memory has moved on; the id itself tells no more than this.\n");
    }
    text.append("Undo: ").append(undo()).append('\n');
    return text.append("The access log has the whole line: look for ")
        .append(refusal.id())
        .append(".\n")
        .toString();
  }

  /// What the operator can do, with the keys of `gabion.yaml`.
  private String undo() {
    return undo(refusal.reason());
  }

  static String undo(Reason reason) {
    return switch (reason) {
      case NONE, LIST_ALLOW -> "Nothing: this refuses nobody.";
      case LIST_DENY ->
          "Take the prefix off guard.access.deny, or out of the file named there, and reload.";
      case RATE_PREFIX ->
          "Put the prefix on guard.access.allow, or raise guard.budgets.prefix-requests, and"
              + " reload.";
      case RATE_NETWORK ->
          "Put the network on guard.access.allow, or raise guard.budgets.network-requests, and"
              + " reload.";
      case COST_PREFIX, COST_TICKET ->
          "It ends when the site is calm. Or put the prefix on guard.access.allow, or raise"
              + " guard.budgets.prefix-cost, and reload.";
      case COST_NETWORK ->
          "It ends when the site is calm. Or put the network on guard.access.allow, or raise"
              + " guard.budgets.network-cost, and reload.";
      case COST_ROUTE ->
          "It ends when the site is calm. Or raise guard.budgets.route-share, or make the page"
              + " cheaper at the origin.";
      case UNDER_LOAD, QUEUE_FULL, QUEUE_DEADLINE ->
          "It ends when the site is calm; nothing is held against this visitor. Prefixes on"
              + " guard.access.allow go first. With guard.snapshot, visits without cookies get a"
              + " copy of the page instead.";
      case ORIGIN_DOWN, ORIGIN_BROKEN, ORIGIN_TIMEOUT ->
          "Look at the origin: its own log, and origins in /api/v1/status. With guard.snapshot,"
              + " readers get a copy of the page instead.";
      case CONNECTIONS_PREFIX -> "Raise guard.connections.per-prefix and reload.";
      case CONNECTIONS_NETWORK -> "Raise guard.connections.per-network and reload.";
      case CONNECTIONS_OVERALL ->
          "Raise guard.connections.max, if memory and file descriptors allow it, and restart.";
      case DRAINING -> "Nothing: the guard was being stopped.";
    };
  }
}
