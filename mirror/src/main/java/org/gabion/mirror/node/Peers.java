package org.gabion.mirror.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Roster;
import org.jspecify.annotations.Nullable;

/// The mirrors that a node may contact: those of the signed roster whose own consent is signed too,
/// which is checked before the first contact. Whoever fails three times in a row is left alone for
/// a day. Safe for use by several threads.
final class Peers {
  private static final int FAILURES = 3;
  private static final Duration BACK_OFF = Duration.ofDays(1);

  private final String own;
  private final InstantSource clock;
  private final Predicate<Consent> isWilling;
  private final Map<String, Failing> failing = new ConcurrentHashMap<>();
  private volatile View view;

  /// @param willing whether a mirror's consent is signed, found out when it is first to be
  ///   contacted
  private record View(
      long number,
      List<String> others,
      Map<String, Consent> consents,
      Map<String, Boolean> willing,
      FanOut trees) {}

  private record Failing(int times, Instant since) {}

  /// @param isWilling whether a consent is signed; asked once for each
  Peers(String own, InstantSource clock, Predicate<Consent> isWilling) {
    this.own = own;
    this.clock = clock;
    this.isWilling = isWilling;
    this.view = new View(0, List.of(), Map.of(), Map.of(), FanOut.of(Optional.empty(), own));
  }

  /// Takes a roster that was judged.
  void take(Roster roster) {
    Map<String, Consent> consents = new HashMap<>();
    List<String> others = new ArrayList<>();
    for (Consent consent : roster.mirrors()) {
      consents.put(consent.url(), consent);
      if (!consent.url().equals(own)) {
        others.add(consent.url());
      }
    }
    // Who stays need not prove it again.
    Map<String, Boolean> willing = new ConcurrentHashMap<>(view.willing());
    Map<String, Consent> before = view.consents();
    willing
        .keySet()
        .removeIf(url -> !consents.containsKey(url) || !isSame(before.get(url), consents.get(url)));
    view =
        new View(roster.number(), others, consents, willing, FanOut.of(Optional.of(roster), own));
    failing.keySet().retainAll(consents.keySet());
  }

  private static boolean isSame(@Nullable Consent one, @Nullable Consent other) {
    return one != null && other != null && Arrays.equals(one.bytes(), other.bytes());
  }

  long rosterNumber() {
    return view.number();
  }

  FanOut trees() {
    return view.trees();
  }

  /// Whether a mirror stands in the roster and has signed its consent.
  boolean knows(String url) {
    View now = view;
    Consent consent = now.consents().get(url);
    return consent != null && now.willing().computeIfAbsent(url, _ -> isWilling.test(consent));
  }

  /// Whether a peer may be asked now.
  boolean isWelcome(String url) {
    Failing failed = failing.get(url);
    boolean rested =
        failed == null
            || failed.times() < FAILURES
            || failed.since().plus(BACK_OFF).isBefore(clock.instant());
    return rested && knows(url);
  }

  void failed(String url) {
    failing.merge(
        url,
        new Failing(1, clock.instant()),
        (old, one) -> new Failing(old.times() + 1, one.since()));
  }

  void answered(String url) {
    failing.remove(url);
  }

  /// Some peers by chance, each once, none that is left alone.
  List<String> some(int count, RandomGenerator random) {
    List<String> others = view.others();
    Set<String> chosen = new HashSet<>();
    for (int tries = 0;
        tries < 4 * count && chosen.size() < Math.min(count, others.size());
        tries++) {
      String url = others.get(random.nextInt(others.size()));
      if (isWelcome(url)) {
        chosen.add(url);
      }
    }
    return new ArrayList<>(chosen);
  }
}
