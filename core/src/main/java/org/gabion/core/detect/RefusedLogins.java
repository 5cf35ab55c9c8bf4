package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Signature;
import org.gabion.core.window.Sample;

/// Tells by an absolute bar that passwords are tried, where there was no calm before to compare
/// with: nearly all logins are refused, and they are many against all who log in and all who read.
///
/// Not counted is who logs in at last, whose browser fetches pages, or what seems to be a program
/// with an old password: it asks at even intervals, or is an app that asks once a minute at most.
/// Only answers that say that the login was refused (401, 403, 422, 423, 429) count. Stateless.
final class RefusedLogins {
  private static final double LEAST = 30;
  private static final double LEAST_PER_MINUTE = 3;
  private static final double SUCCESSES = 5;
  private static final double READERS = 0.1;
  private static final double OWN_SUCCESSES = 1 / 3.0;
  private static final double MOSTLY = 0.5;
  private static final int MOST_KINDS = 8;

  /// A program that asks again and again waits so long between, and as long each time.
  private static final double LEAST_PAUSE = 5e6;

  private static final double EVEN = 0.25;
  private static final int LEAST_TIMES = 4;

  private RefusedLogins() {}

  /// @param logins of those that do not behave as readers
  static List<Suspicion> step(Block block, Baseline baseline, Sample logins) {
    double least = Math.max(LEAST, LEAST_PER_MINUTE * block.minutes());
    if (block.minutes() < 5 || logins.totalWeight() < least) {
      return List.of();
    }
    Set<Long> readers = baseline.assetsTell() ? Set.of() : pageReaders(block);
    Map<Long, List<Integer>> refused = new LinkedHashMap<>();
    for (int row = 0; row < logins.size(); row++) {
      if (isRefused(logins.status(row))) {
        refused.computeIfAbsent(logins.client(row), c -> new ArrayList<>()).add(row);
      }
    }
    Set<Long> letIn = letIn(logins);
    refused
        .entrySet()
        .removeIf(
            each ->
                readers.contains(each.getKey())
                    || letIn.contains(each.getKey())
                    || isStuckProgram(logins, each.getValue(), block.minutes()));
    Sample suspects = new Sample(64);
    double most = 0;
    for (List<Integer> rows : refused.values()) {
      most = Math.max(most, weight(logins, rows));
      rows.forEach(row -> suspects.add(logins, row, logins.weight(row)));
    }
    double count = suspects.totalWeight();
    boolean many = most >= least || count >= READERS * visitsOfReaders(block, baseline);
    return count >= least && many && count >= SUCCESSES * successes(block)
        ? List.of(suspicion(suspects, refused.size(), block))
        : List.of();
  }

  /// Clients that were refused, and let in once for each three times or oftener: people mistype.
  /// Where nobody is refused, the answers do not tell who was let in.
  static Set<Long> letIn(Sample logins) {
    Map<Long, Double> refused = new HashMap<>();
    Map<Long, Double> passed = new HashMap<>();
    for (int row = 0; row < logins.size(); row++) {
      if (isRefused(logins.status(row))) {
        refused.merge(logins.client(row), logins.weight(row), Double::sum);
      } else if (logins.status(row) < 400) {
        passed.merge(logins.client(row), logins.weight(row), Double::sum);
      }
    }
    passed
        .entrySet()
        .removeIf(
            each -> {
              double times = refused.getOrDefault(each.getKey(), 0.0);
              return times == 0 || each.getValue() < OWN_SUCCESSES * times;
            });
    return passed.keySet();
  }

  /// Whether most logins among these are by such clients.
  static boolean areLetIn(Sample rows) {
    Sample logins = new Sample(64);
    for (int row = 0; row < rows.size(); row++) {
      if (isLogin(rows, row)) {
        logins.add(rows, row, rows.weight(row));
      }
    }
    Set<Long> letIn = letIn(logins);
    double theirs = 0;
    for (int row = 0; row < logins.size(); row++) {
      theirs += letIn.contains(logins.client(row)) ? logins.weight(row) : 0;
    }
    return theirs > MOSTLY * logins.totalWeight();
  }

  private static Suspicion suspicion(Sample suspects, int sources, Block block) {
    String reason =
        String.format(
            Locale.ROOT,
            "%.0f logins refused in %.0f min, from %s, and hardly one let in",
            suspects.totalWeight(),
            block.minutes(),
            Wording.of(sources, "source", "sources"));
    return new Suspicion(
        suspects,
        suspects.totalWeight(),
        EnumSet.complementOf(EnumSet.of(Attribute.STATUS)),
        Kind.LOGIN_FLOOD,
        Judgement.ATTACK,
        Optional.empty(),
        refusals(suspects),
        List.of(reason));
  }

  /// What was asked and refused: method, path and answer.
  private static List<Signature> refusals(Sample suspects) {
    Map<Signature, Double> weights = new LinkedHashMap<>();
    for (int row = 0; row < suspects.size(); row++) {
      List<Clause> clauses = new ArrayList<>();
      for (Attribute attribute : List.of(Attribute.METHOD, Attribute.PATH, Attribute.STATUS)) {
        int value = suspects.value(row, attribute);
        if (value != 0) {
          clauses.add(new Clause(attribute, value));
        }
      }
      if (!clauses.isEmpty()) {
        weights.merge(new Signature(clauses), suspects.weight(row), Double::sum);
      }
    }
    return weights.entrySet().stream()
        .sorted(Map.Entry.<Signature, Double>comparingByValue().reversed())
        .limit(MOST_KINDS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isRefused(int status) {
    return status == 401 || status == 403 || status == 422 || status == 423 || status == 429;
  }

  private static boolean isLogin(Sample rows, int row) {
    return rows.isPost(row) && rows.pathClass(row) == PathClass.LOGIN;
  }

  private static double weight(Sample rows, List<Integer> some) {
    return some.stream().mapToDouble(rows::weight).sum();
  }

  /// Clients that open pages: a person who logs in does.
  private static Set<Long> pageReaders(Block block) {
    Set<Long> readers = new HashSet<>();
    for (int row = 0; row < block.rows.size(); row++) {
      if (block.rows.pathClass(row) == PathClass.PAGE && block.rows.status(row) < 400) {
        readers.add(block.rows.client(row));
      }
    }
    return readers;
  }

  private static double visitsOfReaders(Block block, Baseline baseline) {
    if (baseline.assetsTell()) {
      return block.visits(Block.Crowd.READERS);
    }
    double sum = 0;
    for (int row = 0; row < block.rows.size(); row++) {
      sum += block.rows.pathClass(row) == PathClass.PAGE ? block.rows.weight(row) : 0;
    }
    return sum;
  }

  private static double successes(Block block) {
    double sum = 0;
    for (int row = 0; row < block.rows.size(); row++) {
      boolean passed = isLogin(block.rows, row) && block.rows.status(row) < 400;
      sum += passed ? block.rows.weight(row) : 0;
    }
    return sum;
  }

  private static boolean isStuckProgram(Sample rows, List<Integer> own, double minutes) {
    boolean app = own.stream().allMatch(row -> rows.agentClass(row) == UserAgentClass.OTHER);
    return app && weight(rows, own) <= minutes || isEven(rows, own);
  }

  private static boolean isEven(Sample rows, List<Integer> own) {
    long[] times = own.stream().mapToLong(rows::time).sorted().toArray();
    if (times.length < LEAST_TIMES) {
      return false;
    }
    double mean = (double) (times[times.length - 1] - times[0]) / (times.length - 1);
    double squares = 0;
    for (int i = 1; i < times.length; i++) {
      double stray = times[i] - times[i - 1] - mean;
      squares += stray * stray;
    }
    return mean >= LEAST_PAUSE && Math.sqrt(squares / (times.length - 1)) <= EVEN * mean;
  }
}
