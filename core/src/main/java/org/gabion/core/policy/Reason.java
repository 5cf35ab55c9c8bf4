package org.gabion.core.policy;

import java.util.Optional;

/// Why a visit was treated as it was: a closed set, so that metrics have few labels and every
/// refusal can be explained.
public enum Reason {
  NONE("none", 0, "Nothing spoke against the request."),
  LIST_ALLOW("list.allow", 0, "The address is on the operator's allow list."),
  LIST_DENY("list.deny", 403, "The address is on the operator's deny list."),
  RATE_PREFIX(
      "rate.prefix", 429, "The address (IPv6: its /64) sent more requests than its budget allows."),
  RATE_NETWORK(
      "rate.network",
      429,
      "The network around the address (/24, IPv6 /48) sent more requests than its budget allows."),
  COST_PREFIX(
      "cost.prefix",
      429,
      "While the site was under load, the address (IPv6: its /64) used more of the origin's time"
          + " than its budget allows."),
  COST_NETWORK(
      "cost.network",
      429,
      "While the site was under load, the network around the address (/24, IPv6 /48) used more of"
          + " the origin's time than its budget allows."),
  COST_TICKET(
      "cost.ticket",
      429,
      "While the site was under load, the visitor's ticket used more of the origin's time than its"
          + " budget allows."),
  COST_ROUTE(
      "cost.route",
      503,
      "While the site was under load, this kind of page used more than its share of the origin's"
          + " time; known visitors go first."),
  UNDER_LOAD("load", 503, "The site is under load: visits wait their turn, known visitors first."),
  QUEUE_FULL(
      "queue.full", 503, "The origin was busy and the queue was full of visits that go first."),
  QUEUE_DEADLINE(
      "queue.deadline", 503, "The origin was busy and the visit's turn did not come in time."),
  ORIGIN_DOWN("origin.down", 503, "The origin did not accept connections."),
  ORIGIN_BROKEN(
      "origin.broken", 502, "The origin broke off or its answer could not be understood."),
  ORIGIN_TIMEOUT("origin.timeout", 504, "The origin did not answer in time."),
  CONNECTIONS_PREFIX(
      "connections.prefix",
      429,
      "The address (IPv6: its /64) holds as many connections as its budget allows."),
  CONNECTIONS_NETWORK(
      "connections.network",
      429,
      "The network around the address (/24, IPv6 /48) holds as many connections as its budget"
          + " allows."),
  CONNECTIONS_OVERALL("connections.overall", 503, "The guard holds as many connections as it may."),
  DRAINING("draining", 503, "The guard is stopping and takes no new work.");

  private final String id;
  private final int status;
  private final String text;

  Reason(String id, int status, String text) {
    this.id = id;
    this.status = status;
    this.text = text;
  }

  /// The stable word for logs and metrics, for example `rate.prefix`.
  public String id() {
    return id;
  }

  /// The status a refused visitor gets; 0 if this reason never refuses.
  public int status() {
    return status;
  }

  /// One sentence for the operator.
  public String text() {
    return text;
  }

  /// The reason with this id.
  public static Optional<Reason> ofId(String id) {
    for (Reason reason : values()) {
      if (reason.id.equals(id)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
