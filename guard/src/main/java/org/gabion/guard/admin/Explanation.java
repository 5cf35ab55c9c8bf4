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
      case LIST_DENY -> "Take the prefix off the deny list and reload.";
      case RATE_PREFIX ->
          "Put the prefix on the allow list, or raise the request budget per prefix, and reload.";
      case RATE_NETWORK ->
          "Put the network on the allow list, or raise the request budget per network, and reload.";
      case COST_PREFIX ->
          "Wait until the site is calm; or put the prefix on the allow list, or raise the cost budget per prefix, and reload.";
      case COST_NETWORK ->
          "Wait until the site is calm; or put the network on the allow list, or raise the cost budget per network, and reload.";
      case COST_TICKET ->
          "Wait until the site is calm; or raise the cost budget per prefix, which tickets share, and reload.";
      case COST_ROUTE ->
          "Wait until the site is calm; or raise the share of one route, or make the page cheaper at the origin.";
      case UNDER_LOAD, QUEUE_FULL, QUEUE_DEADLINE ->
          "Wait until the site is calm; nothing holds this visitor in particular. Put the prefix on the allow list to let it go first.";
      case ORIGIN_DOWN, ORIGIN_BROKEN, ORIGIN_TIMEOUT ->
          "Look at the origin: its own log, and origins in /api/v1/status.";
      case CONNECTIONS_PREFIX ->
          "Raise the connections per prefix, or put the prefix on the allow list, and reload.";
      case CONNECTIONS_NETWORK ->
          "Raise the connections per network, or put the network on the allow list, and reload.";
      case CONNECTIONS_OVERALL ->
          "Raise the number of connections, if memory and file descriptors allow it.";
      case DRAINING -> "Nothing: the guard was being stopped.";
    };
  }
}
