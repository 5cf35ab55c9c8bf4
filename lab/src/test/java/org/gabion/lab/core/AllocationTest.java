package org.gabion.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.LongUnaryOperator;
import org.gabion.core.challenge.TicketUse;
import org.gabion.core.limit.AdmissionQueue;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.core.limit.PrefixLimiter;
import org.gabion.core.limit.PrefixQuotas;
import org.gabion.core.limit.Quota;
import org.gabion.core.limit.RouteCosts;
import org.gabion.core.limit.VisitorHistory;
import org.gabion.core.policy.Evidence;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Posture;
import org.gabion.core.policy.Standing;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.PathTemplate;
import org.junit.jupiter.api.Test;

/// What stands on the way of every request allocates nothing: garbage would be paid for by the
/// readers beside a flood.
class AllocationTest {
  private static final int ROUNDS = 50_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final KeyedHash hash = new KeyedHash(1, 2);
  private final ClientKey client = ClientKey.ofIpv4(0x0a000001);

  private static void assertAllocatesNothing(String what, LongUnaryOperator operation) {
    long sink = 0;
    for (int i = 0; i < ROUNDS; i++) {
      sink += operation.applyAsLong(i);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      sink += operation.applyAsLong(i);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    // The compiler may charge this thread a little; one object a call would be 800,000 bytes.
    assertThat(bytes).as("%s (%d)", what, sink).isLessThan(ROUNDS);
  }

  @Test
  void hotPath_everyCheck_allocatesNothing() {
    PrefixLimiter limiter =
        new PrefixLimiter(
            hash, 1 << 12, PrefixQuotas.of(Quota.perSecond(10, 20), Quota.perSecond(50, 100)));
    assertAllocatesNothing("PrefixLimiter", i -> limiter.acquire(client, 1, i * 1_000_000));

    ConnectionBudget connections =
        new ConnectionBudget(hash, new ConnectionBudget.Limits(100, 10, 20, 40));
    assertAllocatesNothing(
        "ConnectionBudget",
        i -> {
          long opened = connections.tryOpen(client, i % 2 == 0).ordinal();
          connections.close(client);
          return opened;
        });

    RouteCosts costs = new RouteCosts(256, 10_000);
    assertAllocatesNothing(
        "RouteCosts",
        i -> {
          costs.record(hash.hash(i), 1_000, 1.5);
          return costs.cost(hash.hash(i / 2));
        });

    VisitorHistory history = new VisitorHistory(hash, 1_000, 1L << 50);
    assertAllocatesNothing(
        "VisitorHistory",
        i -> {
          history.pageServed(client, i);
          history.assetServed(client, i);
          return history.knows(client) ? 1 : 0;
        });

    TicketUse use = new TicketUse(hash, 1_000);
    assertAllocatesNothing("TicketUse", i -> use.use(i, client, i) ? 1 : 0);

    PathTemplate template = new PathTemplate(hash);
    byte[] path =
        "/articles/2026/11/22/8231/photo-1734.jpg?w=3".getBytes(StandardCharsets.US_ASCII);
    assertAllocatesNothing("PathTemplate", i -> template.hash(i & 7, path, 0, path.length));

    Evidence evidence = new Evidence();
    assertAllocatesNothing(
        "Policy",
        i -> {
          evidence.clear().posture = Posture.UNDER_LOAD;
          evidence.costWaitNanos = i & 3;
          evidence.costDebtNanos = i & 1;
          return Policy.decide(evidence).standing().ordinal();
        });

    AdmissionQueue<String> queue = new AdmissionQueue<>(16, (item, cause) -> {});
    assertAllocatesNothing(
        "AdmissionQueue",
        i -> {
          long handle = queue.offer("r", Standing.UNKNOWN, hash.hash(i), i + 1_000, i);
          return i % 2 == 0 && queue.remove(handle, i) ? 1 : queue.expire(i);
        });
  }
}
