package org.gabion.core.policy;

import java.util.Optional;

/// Decides from the evidence about one request what is to be done with it. Pure and stateless:
/// equal evidence, equal verdict; nothing is allocated.
///
/// The first line that applies decides:
///
/// | # | evidence                                                | verdict                                        |
/// |---|---------------------------------------------------------|------------------------------------------------|
/// | 1 | on the deny list                                        | Deny `list.deny` (403)                         |
/// | 2 | on the allow list                                       | Pass as VERIFIED, `list.allow`                 |
/// | 3 | request budget of prefix or network used up             | Throttle `rate.prefix`, `rate.network` (429)   |
/// | 4 | all origins down, and a copy may stand for the answer   | ServeCopy `origin.down`                        |
/// | 5 | calm                                                    | Pass as it stands                              |
/// | 6 | cost budget used up, debt larger than the burst again   | Throttle `cost.ticket`, `cost.prefix`, `cost.network` (429) |
/// | 7 | cost budget used up                                     | Queue as OVER_BUDGET, the same reasons         |
/// | 8 | the route's budget used up, and nothing known of the visitor | Queue as OVER_BUDGET, `cost.route`        |
/// | 9 | else                                                    | Queue as it stands, `load`                     |
///
/// How a visitor stands: TICKET before KNOWN_PREFIX before UNKNOWN. The operator's deny list goes
/// before the allow list, because a block list is the tool of an emergency. Cost refuses nobody
/// while the origin keeps up. A route's budget never lowers a known visitor, or a flood on the
/// front page would take the readers' places.
public final class Policy {
  private static final int[] RETRY_STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300};
  private static final Standing[] STANDINGS = Standing.values();
  private static final Reason[] REASONS = Reason.values();

  private static final Verdict.Pass[] PASS = new Verdict.Pass[STANDINGS.length];
  private static final Verdict.Queue[] QUEUE = new Verdict.Queue[STANDINGS.length];
  private static final Verdict.Queue[] OVER_BUDGET = new Verdict.Queue[REASONS.length];
  private static final Verdict.ServeCopy[] COPY =
      new Verdict.ServeCopy[REASONS.length * STANDINGS.length];
  private static final Verdict.Throttle[] THROTTLE =
      new Verdict.Throttle[REASONS.length * STANDINGS.length * RETRY_STEPS.length];
  private static final Verdict.Deny DENY = new Verdict.Deny(Standing.UNKNOWN, Reason.LIST_DENY);
  private static final Verdict.Pass ALLOW = new Verdict.Pass(Standing.VERIFIED, Reason.LIST_ALLOW);

  static {
    for (Standing standing : STANDINGS) {
      PASS[standing.ordinal()] = new Verdict.Pass(standing, Reason.NONE);
      QUEUE[standing.ordinal()] = new Verdict.Queue(standing, Reason.UNDER_LOAD);
      for (Reason reason : REASONS) {
        COPY[index(standing, reason)] = new Verdict.ServeCopy(standing, reason);
        for (int step = 0; step < RETRY_STEPS.length; step++) {
          THROTTLE[index(standing, reason, step)] =
              new Verdict.Throttle(standing, reason, RETRY_STEPS[step]);
        }
      }
    }
    for (Reason reason : REASONS) {
      OVER_BUDGET[reason.ordinal()] = new Verdict.Queue(Standing.OVER_BUDGET, reason);
    }
  }

  private Policy() {}

  /// The verdict on this evidence.
  public static Verdict decide(Evidence e) {
    if (e.denyListed) {
      return DENY;
    }
    if (e.allowListed) {
      return ALLOW;
    }
    Standing standing = standing(e);
    if (e.requestWaitNanos > 0) {
      Reason reason = e.requestWaitOfNetwork ? Reason.RATE_NETWORK : Reason.RATE_PREFIX;
      return throttle(standing, reason, e.requestWaitNanos);
    }
    if (e.copyForDown) {
      return COPY[index(standing, Reason.ORIGIN_DOWN)];
    }
    if (e.posture == Posture.CALM) {
      return PASS[standing.ordinal()];
    }
    if (e.costWaitNanos > 0) {
      Reason reason = costReason(e);
      return e.costDebtNanos > e.costBurstNanos
          ? throttle(standing, reason, e.costWaitNanos)
          : OVER_BUDGET[reason.ordinal()];
    }
    if (e.routeWaitNanos > 0 && standing == Standing.UNKNOWN) {
      return OVER_BUDGET[Reason.COST_ROUTE.ordinal()];
    }
    return QUEUE[standing.ordinal()];
  }

  /// How the visitor stands, budgets aside.
  public static Standing standing(Evidence e) {
    if (e.allowListed) {
      return Standing.VERIFIED;
    }
    if (e.ticketValid) {
      return Standing.TICKET;
    }
    return e.prefixKnown ? Standing.KNOWN_PREFIX : Standing.UNKNOWN;
  }

  /// A refusal for now, with the wait rounded up to a step a person would name. For the Enforcer's
  /// own cases too: a full queue, an origin that is down.
  public static Verdict.Throttle throttle(Standing standing, Reason reason, long waitNanos) {
    int step = 0;
    while (step < RETRY_STEPS.length - 1 && RETRY_STEPS[step] * 1_000_000_000L < waitNanos) {
      step++;
    }
    return THROTTLE[index(standing, reason, step)];
  }

  /// What a visit gets in place of a refusal or a failure for this reason: the copy, if it may have
  /// it. A copy softens what the origin's trouble does to readers, never what the operator's lists
  /// and budgets say of a client.
  public static Optional<Verdict.ServeCopy> copy(CopyUse use, Standing standing, Reason reason) {
    boolean given =
        switch (reason) {
          case ORIGIN_DOWN, ORIGIN_BROKEN, ORIGIN_TIMEOUT -> use != CopyUse.NEVER;
          case QUEUE_FULL, QUEUE_DEADLINE, UNDER_LOAD -> use == CopyUse.ALWAYS;
          case NONE,
              LIST_ALLOW,
              LIST_DENY,
              RATE_PREFIX,
              RATE_NETWORK,
              COST_PREFIX,
              COST_NETWORK,
              COST_TICKET,
              COST_ROUTE,
              CONNECTIONS_PREFIX,
              CONNECTIONS_NETWORK,
              CONNECTIONS_OVERALL,
              DRAINING ->
              false;
        };
    return given ? Optional.of(COPY[index(standing, reason)]) : Optional.empty();
  }

  private static Reason costReason(Evidence e) {
    if (e.ticketValid) {
      return Reason.COST_TICKET;
    }
    return e.costWaitOfNetwork ? Reason.COST_NETWORK : Reason.COST_PREFIX;
  }

  private static int index(Standing standing, Reason reason, int step) {
    return index(standing, reason) * RETRY_STEPS.length + step;
  }

  private static int index(Standing standing, Reason reason) {
    return standing.ordinal() * REASONS.length + reason.ordinal();
  }
}
