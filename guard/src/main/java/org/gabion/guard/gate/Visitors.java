package org.gabion.guard.gate;

import java.security.SecureRandom;
import java.util.Locale;
import org.gabion.core.challenge.Ticket;
import org.gabion.core.challenge.TicketClass;
import org.gabion.core.challenge.TicketKeys;
import org.gabion.core.challenge.TicketSigner;
import org.gabion.core.challenge.TicketUse;
import org.gabion.core.limit.Quota;
import org.gabion.core.limit.RateLimiter;
import org.gabion.core.limit.VisitorHistory;
import org.gabion.core.policy.Evidence;
import org.gabion.core.policy.Posture;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.GuardConfig;

/// Who was a reader before: tickets that were given, prefixes that fetched pages and their assets.
/// Thread safe; fixed size; holds no address.
public final class Visitors {
  private static final int TICKETS = 1 << 16;

  /// What one event loop needs; not thread safe.
  static final class Desk {
    private final TicketSigner signer;
    private final TicketKeys keys;

    Desk(TicketKeys keys) {
      this.keys = keys;
      this.signer = new TicketSigner(keys);
    }
  }

  private final VisitorHistory history;
  private final TicketUse use;
  private final RateLimiter costs;
  private final SecureRandom random;
  private volatile TicketKeys keys;
  private volatile Quota costQuota;
  private volatile int lifetimeHours;

  public Visitors(GuardConfig config, KeyedHash hash, TicketKeys keys, SecureRandom random) {
    this.history =
        new VisitorHistory(
            hash.derive(1),
            config.admission().historyPrefixes(),
            config.admission().historyRotation().toNanos());
    this.use = new TicketUse(hash.derive(2), TICKETS);
    this.costs = new RateLimiter(TICKETS);
    this.keys = keys;
    this.random = random;
    this.costQuota = costQuota(config);
    this.lifetimeHours = lifetimeHours(config);
  }

  /// A ticket may cost the origin what a prefix may.
  private static Quota costQuota(GuardConfig config) {
    return Quota.perSecond(
        1000 * config.budgets().prefixCostPerSecond(), 1000 * config.budgets().prefixCostBurst());
  }

  private static int lifetimeHours(GuardConfig config) {
    return Math.clamp(config.admission().ticketLifetime().toHours(), 1, 65_535);
  }

  void apply(GuardConfig config) {
    costQuota = costQuota(config);
    lifetimeHours = lifetimeHours(config);
  }

  Desk newDesk() {
    return new Desk(keys);
  }

  /// Fills in what is known of the visitor.
  ///
  /// @return the ticket's id, or 0 without a valid ticket
  long recognise(Gate.Asked asked, Desk desk, Evidence into, long epochSeconds) {
    into.prefixKnown = history.knows(asked.client());
    Request request = asked.request();
    if (!request.has(KnownHeader.COOKIE)) {
      return 0;
    }
    int from = TicketCookie.find(request, asked.secure());
    if (from < 0) {
      return 0;
    }
    Ticket ticket =
        desk.signer.verify(
            request.bytes(), from, TicketCookie.end(request, from), asked.client(), epochSeconds);
    return switch (ticket) {
      case Ticket.Invalid invalid -> 0;
      case Ticket.Valid valid -> {
        into.ticketValid = use.use(valid.id(), asked.client(), epochSeconds);
        yield into.ticketValid ? valid.id() : 0;
      }
    };
  }

  /// Charges the ticket's own budget.
  void charge(long ticket, long micros, Evidence into, long now) {
    Quota quota = costQuota;
    long wait = costs.acquire(ticket, micros, quota, now);
    into.costWaitNanos = wait;
    if (wait > 0) {
      into.costDebtNanos = costs.excess(ticket, quota, now);
      into.costBurstNanos = quota.toleranceNanos();
    }
  }

  /// Notes what the origin served.
  ///
  /// @return a Set-Cookie value with a new ticket: only under load, after a page, to a reader
  ///   without one, on an answer that nobody else may be served from a cache
  String served(Gate.Asked asked, Response head, Desk desk, boolean hasTicket, long epochSeconds) {
    return switch (Resource.of(asked.request(), head)) {
      case OTHER -> "";
      case ASSET -> {
        history.assetServed(asked.client(), asked.now());
        yield "";
      }
      case PAGE -> {
        history.pageServed(asked.client(), asked.now());
        boolean wanted =
            asked.site().admission().posture() == Posture.UNDER_LOAD
                && !hasTicket
                && head.status() == 200;
        yield wanted && isPrivate(head) ? ticket(asked, desk, epochSeconds) : "";
      }
    };
  }

  private String ticket(Gate.Asked asked, Desk desk, long epochSeconds) {
    int hours = lifetimeHours;
    String ticket =
        desk.signer.sign(
            TicketClass.VISITED, random.nextLong(), asked.client(), epochSeconds, hours);
    return TicketCookie.toSet(ticket, asked.secure(), 3600L * hours);
  }

  /// Whether no shared cache may keep the answer (RFC 9111 section 3); an answer that says nothing
  /// is made private with the cookie.
  private static boolean isPrivate(Response head) {
    int field = head.find(KnownHeader.CACHE_CONTROL);
    if (field < 0) {
      return !head.has(KnownHeader.EXPIRES);
    }
    StringBuilder all = new StringBuilder();
    for (int i = field; i >= 0; i = head.next(i)) {
      all.append(head.text(head.valueStart(i), head.valueEnd(i)).toLowerCase(Locale.ROOT))
          .append(',');
    }
    return all.indexOf("private") >= 0 || all.indexOf("no-store") >= 0;
  }

  /// Whether the prefix may use the reserve of connections.
  boolean knows(ClientKey client) {
    return history.knows(client);
  }

  /// About once a minute.
  public void rotate(long wallNanos) {
    history.rotate(wallNanos);
  }

  public VisitorHistory history() {
    return history;
  }

  public TicketKeys keys() {
    return keys;
  }

  public long bytes() {
    return history.bytes() + use.bytes() + costs.bytes();
  }

  /// Whether this desk still signs under the current keys.
  boolean isCurrent(Desk desk) {
    return desk.keys == keys;
  }

  /// A new secret to sign with; tickets under the one before are accepted until the next rotation.
  public void rotateKeys() {
    byte[] secret = new byte[TicketKeys.SECRET_BYTES];
    random.nextBytes(secret);
    keys = keys.rotate(secret);
  }
}
