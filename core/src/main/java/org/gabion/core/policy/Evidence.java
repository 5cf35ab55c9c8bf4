package org.gabion.core.policy;

/// All that speaks for or against one request when the policy decides: primitive facts that a gate
/// fills in.
///
/// Not thread safe: one per event loop, reused for every request. [#clear] first, then set what is
/// known. Waits are nanoseconds until a budget would allow the request; 0 means within budget, or
/// not asked.
public final class Evidence {
  /// The address is on the operator's allow list.
  public boolean allowListed;

  /// The address is on the operator's deny list.
  public boolean denyListed;

  /// How the guard stands at this moment.
  public Posture posture = Posture.CALM;

  /// A valid ticket came with the request.
  public boolean ticketValid;

  /// The prefix fetched a page and its assets before.
  public boolean prefixKnown;

  /// Wait until the request budgets of the client's prefix and network allow this request.
  public long requestWaitNanos;

  /// Whether it is the network (/24, /48) whose request budget is used up, rather than the prefix
  /// (/32, /64).
  public boolean requestWaitOfNetwork;

  /// Wait until the cost budget allows this request: the ticket's own budget if there is a valid
  /// one, else that of prefix and network.
  public long costWaitNanos;

  /// Whether it is the network whose cost budget is used up, rather than the prefix.
  public boolean costWaitOfNetwork;

  /// How far beyond its burst that cost budget is: nanoseconds of debt.
  public long costDebtNanos;

  /// The burst of that cost budget in nanoseconds (its tolerance).
  public long costBurstNanos;

  /// Wait until the cost budget of the route allows this request.
  public long routeWaitNanos;

  /// All origins of the site are believed down, and a copy may stand for the answer.
  public boolean copyForDown;

  /// Forgets the last request.
  ///
  /// @return this
  public Evidence clear() {
    allowListed = false;
    denyListed = false;
    posture = Posture.CALM;
    ticketValid = false;
    prefixKnown = false;
    requestWaitNanos = 0;
    requestWaitOfNetwork = false;
    costWaitNanos = 0;
    costWaitOfNetwork = false;
    costDebtNanos = 0;
    costBurstNanos = 0;
    routeWaitNanos = 0;
    copyForDown = false;
    return this;
  }
}
