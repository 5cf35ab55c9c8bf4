package org.gabion.guard.gate;

import java.util.concurrent.atomic.AtomicLong;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.core.limit.PrefixLimiter;
import org.gabion.core.limit.PrefixQuotas;
import org.gabion.core.limit.Quota;
import org.gabion.core.policy.CopyUse;
import org.gabion.core.policy.Evidence;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.PathTemplate;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.GuardConfig;

/// Gathers what speaks for and against a request and asks the policy. Thread safe; all its tables
/// have a fixed size.
///
/// When a decision fails by a fault of ours, the request passes, and the journal says so.
public final class Gate {
  /// What one event loop needs for a decision; reused for every request.
  public static final class Scratch {
    private final Evidence evidence = new Evidence();
    private Visitors.Desk desk;

    private Scratch(Visitors.Desk desk) {
      this.desk = desk;
    }
  }

  /// One request as the gate sees it.
  ///
  /// @param copyUse whether a copy may stand for the answer
  /// @param now nanoseconds
  /// @param epochSeconds wall-clock time
  public record Asked(
      Request request,
      ClientKey client,
      Site site,
      boolean secure,
      CopyUse copyUse,
      long now,
      long epochSeconds) {}

  private final Journal journal;
  private final Visitors visitors;
  private final PathTemplate templates;
  private final AtomicLong failures = new AtomicLong();
  private volatile Rules rules;

  /// What a reload replaces.
  private record Rules(
      GuardConfig.Access access,
      PrefixLimiter arrivals,
      PrefixLimiter requests,
      PrefixLimiter costs) {}

  public Gate(GuardConfig config, KeyedHash hash, Visitors visitors, Journal journal) {
    this.journal = journal;
    this.visitors = visitors;
    this.templates = new PathTemplate(hash.derive(1));
    GuardConfig.Budgets budgets = config.budgets();
    this.rules =
        new Rules(
            config.access(),
            new PrefixLimiter(hash.derive(4), budgets.slots(), arrivalQuotas(config.connections())),
            new PrefixLimiter(hash.derive(2), budgets.slots(), requestQuotas(budgets)),
            new PrefixLimiter(hash.derive(3), budgets.slots(), costQuotas(budgets)));
  }

  private static PrefixQuotas requestQuotas(GuardConfig.Budgets budgets) {
    return PrefixQuotas.of(
        Quota.perSecond(budgets.prefixRequestsPerSecond(), budgets.prefixRequestBurst()),
        Quota.perSecond(budgets.networkRequestsPerSecond(), budgets.networkRequestBurst()));
  }

  /// A network may open four times as many connections as one prefix.
  private static PrefixQuotas arrivalQuotas(GuardConfig.Connections connections) {
    return PrefixQuotas.of(
        Quota.perSecond(connections.newPerSecond(), connections.newBurst()),
        Quota.perSecond(4 * connections.newPerSecond(), 4 * connections.newBurst()));
  }

  /// The configuration counts milliseconds, the tables microseconds.
  private static PrefixQuotas costQuotas(GuardConfig.Budgets budgets) {
    return PrefixQuotas.of(
        Quota.perSecond(1000 * budgets.prefixCostPerSecond(), 1000 * budgets.prefixCostBurst()),
        Quota.perSecond(1000 * budgets.networkCostPerSecond(), 1000 * budgets.networkCostBurst()));
  }

  /// Takes a changed configuration into use; what the tables remember stays.
  public void apply(GuardConfig config) {
    visitors.apply(config);
    Rules old = rules;
    rules =
        new Rules(
            config.access(),
            old.arrivals.withQuotas(arrivalQuotas(config.connections())),
            old.requests.withQuotas(requestQuotas(config.budgets())),
            old.costs.withQuotas(costQuotas(config.budgets())));
  }

  public Scratch newScratch() {
    return new Scratch(visitors.newDesk());
  }

  /// The keyed hash of the request's path template on its site.
  public long template(Request request, Site site) {
    return templates.hash(site.index(), request.bytes(), request.targetStart(), request.pathEnd());
  }

  /// Whether a new connection may stay: its peer's budgets of new and of concurrent connections.
  public ConnectionBudget.Outcome arrived(ClientKey peer, ConnectionBudget budget, long now) {
    Rules current = rules;
    if (current.access.allow().contains(peer)) {
      return budget.tryOpen(peer, true);
    }
    if (current.arrivals.acquire(peer, 1, now) != 0) {
      return ConnectionBudget.Outcome.PREFIX_FULL;
    }
    return budget.tryOpen(peer, visitors.knows(peer));
  }

  /// What is to be done with the request. Charges its budgets.
  public Verdict decide(Asked asked, long template, Scratch scratch) {
    try {
      return Policy.decide(gather(asked, template, scratch));
    } catch (RuntimeException bug) {
      failed(bug);
      return PASS;
    }
  }

  private static final Verdict PASS = Policy.decide(new Evidence());

  private Evidence gather(Asked asked, long template, Scratch scratch) {
    Evidence e = scratch.evidence;
    Rules current = rules;
    ClientKey client = asked.client();
    e.clear();
    e.allowListed = !current.access.allow().isEmpty() && current.access.allow().contains(client);
    e.denyListed = !current.access.deny().isEmpty() && current.access.deny().contains(client);
    if (e.allowListed || e.denyListed) {
      return e;
    }
    e.posture = asked.site().admission().posture();
    long wait = current.requests.acquire(client, 1, asked.now());
    e.requestWaitNanos = wait;
    e.requestWaitOfNetwork = PrefixLimiter.isOfNetwork(wait);
    long ticket = visitors.recognise(asked, desk(scratch), e, asked.epochSeconds());
    if (wait == 0) {
      long cost = asked.site().costs().cost(template);
      if (ticket != 0) {
        visitors.charge(ticket, cost, e, asked.now());
      } else {
        costs(asked, cost, current.costs, e);
      }
      e.routeWaitNanos = asked.site().routes().peek(template, cost, asked.now());
      e.copyForDown = asked.copyUse() != CopyUse.NEVER && asked.site().origins().down(asked.now());
    }
    return e;
  }

  private Visitors.Desk desk(Scratch scratch) {
    if (!visitors.isCurrent(scratch.desk)) {
      scratch.desk = visitors.newDesk();
    }
    return scratch.desk;
  }

  private static void costs(Asked asked, long cost, PrefixLimiter limiter, Evidence e) {
    long wait = limiter.acquire(asked.client(), cost, asked.now());
    e.costWaitNanos = wait;
    if (wait > 0) {
      boolean network = PrefixLimiter.isOfNetwork(wait);
      e.costWaitOfNetwork = network;
      e.costDebtNanos = limiter.excess(asked.client(), network, asked.now());
      e.costBurstNanos = limiter.quota(asked.client(), network).toleranceNanos();
    }
  }

  /// The origin is going to work on the request. One that was let in over its budget is charged
  /// now, so that only work that was done is held against anybody.
  public void admitted(Asked asked, long template, boolean overBudget, long now) {
    long cost = asked.site().costs().cost(template);
    if (overBudget) {
      rules.costs.charge(asked.client(), cost, now);
    }
    asked.site().routes().charge(template, cost, now);
  }

  /// An answer of the origin began. Notes what it says of the visitor.
  ///
  /// @return a Set-Cookie value with a ticket, or empty
  public String answered(Asked asked, Response head, boolean hasTicket, Scratch scratch) {
    try {
      return visitors.served(asked, head, desk(scratch), hasTicket, asked.epochSeconds());
    } catch (RuntimeException bug) {
      failed(bug);
      return "";
    }
  }

  private void failed(RuntimeException bug) {
    long count = failures.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      journal.record(new Event.DecisionFailed(count, bug.toString()));
    }
  }

  /// Memory of the tables of budgets.
  public long bytes() {
    return rules.arrivals.bytes() + rules.requests.bytes() + rules.costs.bytes();
  }

  public long failures() {
    return failures.get();
  }
}
