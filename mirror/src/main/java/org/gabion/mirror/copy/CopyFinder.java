package org.gabion.mirror.copy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;

/// Finds a copy among many mirrors, most of which may be dead, behind, or lying: asks 3 by chance,
/// then 9 more, then all, and takes the newest edition that is validly signed. Blocks.
public final class CopyFinder {
  private static final int[] WAVES = {3, 9};
  private static final Duration[] GAPS = {Duration.ofMillis(400), Duration.ofMillis(800)};

  private final List<Source> mirrors;
  private final TrustedSite known;
  private final RandomGenerator random;

  /// @param known what is known of the site; older editions than it has seen come last
  public CopyFinder(List<Source> mirrors, TrustedSite known, RandomGenerator random) {
    this.mirrors = List.copyOf(mirrors);
    this.known = known;
    this.random = random;
  }

  /// A copy that was found.
  ///
  /// @param isOlder whether a newer edition was seen before: nothing newer could be reached
  /// @param answers how many mirrors gave a valid head of this edition; one alone may be frozen
  /// @param asked how many were asked
  public record Found(OpenedCopy copy, TrustedSite site, boolean isOlder, int answers, int asked) {}

  private record Answer(
      Source source, Optional<CopyHead> head, Optional<OpenedCopy> copy, String fault) {
    long rank() {
      return copy.map(opened -> opened.head().document().sequence()).orElse(0L);
    }
  }

  /// The first copy that proves itself, whatever its edition; for a reader who waits.
  ///
  /// @throws CopyFault if none does in the time
  public Found first(Duration patience) throws CopyFault {
    return find(patience, Duration.ZERO);
  }

  /// The newest edition that any mirror gives within the time after the first answer.
  public Found newest(Duration patience, Duration settle) throws CopyFault {
    return find(patience, settle);
  }

  private Found find(Duration patience, Duration settle) throws CopyFault {
    List<Source> order = new ArrayList<>(mirrors);
    Collections.shuffle(order, java.util.Random.from(random));
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return new Search(order, answers, asking, System.nanoTime(), patience, settle).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CopyFault(CopyFault.Kind.UNREACHABLE, "interrupted", e);
    } finally {
      asking.shutdownNow();
    }
  }

  private final class Search {
    private final List<Source> order;
    private final BlockingQueue<Answer> answers;
    private final ExecutorService asking;
    private final long start;
    private final Duration patience;
    private final Duration settle;
    private final List<Answer> valid = new ArrayList<>();
    private int asked;
    private int wave;
    private int open;
    private String last = "no mirror was named";

    Search(
        List<Source> order,
        BlockingQueue<Answer> answers,
        ExecutorService asking,
        long start,
        Duration patience,
        Duration settle) {
      this.order = order;
      this.answers = answers;
      this.asking = asking;
      this.start = start;
      this.patience = patience;
      this.settle = settle;
    }

    Found run() throws InterruptedException, CopyFault {
      long deadline = start + patience.toNanos();
      long nextWave = start;
      while (true) {
        long now = System.nanoTime();
        boolean more = asked < order.size();
        boolean wide = valid.isEmpty() || !settle.isZero();
        if (more && wide && (open == 0 || now >= nextWave)) {
          nextWave = now + widen();
          continue;
        }
        if (now >= deadline || open == 0) {
          break;
        }
        long until = more && wide ? Math.min(deadline, nextWave) : deadline;
        Answer answer = answers.poll(Math.max(1, until - now), TimeUnit.NANOSECONDS);
        if (answer != null) {
          open--;
          if (answer.copy().isEmpty()) {
            last = answer.fault();
          } else {
            valid.add(answer);
            deadline = Math.min(deadline, System.nanoTime() + settle.toNanos());
          }
        }
      }
      return best();
    }

    /// Asks the next mirrors; says how long to wait for them alone.
    private long widen() {
      int count = wave < WAVES.length ? WAVES[wave] : order.size();
      long gap = wave < GAPS.length ? GAPS[wave].toNanos() : Long.MAX_VALUE / 4;
      wave++;
      for (int i = 0; i < count && asked < order.size(); i++) {
        Source source = order.get(asked++);
        open++;
        asking.execute(() -> answers.add(ask(source)));
      }
      return gap;
    }

    private Found best() throws CopyFault {
      Answer best = null;
      for (Answer answer : valid) {
        if (best == null || answer.rank() > best.rank()) {
          best = answer;
        }
      }
      if (best == null) {
        throw new CopyFault(
            CopyFault.Kind.UNREACHABLE,
            "none of " + asked + " mirrors that were asked gave a valid copy; the last: " + last);
      }
      Signed<Head> head = best.copy().orElseThrow().head();
      int same = 0;
      for (Answer answer : valid) {
        if (answer.copy().orElseThrow().head().identity().equals(head.identity())) {
          same++;
        }
      }
      CopyHead found = best.head().orElseThrow();
      boolean older = found.verdict() instanceof HeadVerdict.Older;
      return new Found(best.copy().get(), found.site().after(found.verdict()), older, same, asked);
    }
  }

  private Answer ask(Source source) {
    try {
      CopyHead head = CopyHead.read(source, known);
      return switch (head.verdict()) {
        case HeadVerdict.Newer newer -> opened(source, head, newer.head());
        case HeadVerdict.Same same -> opened(source, head, same.head());
        case HeadVerdict.Older older -> opened(source, head, older.head());
        case HeadVerdict.SplitView split ->
            none(
                source,
                "two different editions " + split.other().document().sequence() + " are signed");
        case HeadVerdict.Refused refused -> none(source, refused.reason());
      };
    } catch (CopyFault e) {
      return none(source, String.valueOf(e.getMessage()));
    }
  }

  private static Answer opened(Source source, CopyHead head, Signed<Head> signed) throws CopyFault {
    OpenedCopy copy = OpenedCopy.open(source, signed);
    return new Answer(source, Optional.of(head), Optional.of(copy), "");
  }

  private static Answer none(Source source, String fault) {
    return new Answer(source, Optional.empty(), Optional.empty(), source.name() + ": " + fault);
  }
}
