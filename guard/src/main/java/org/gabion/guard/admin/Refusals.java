package org.gabion.guard.admin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.log.NameTable;
import org.gabion.guard.log.RefusalId;

/// Remembers recent refusals in fixed memory, and gives each an id that can be explained even when
/// the memory has moved on.
///
/// The id itself says why and when, permuted by a secret ([Scramble]); refusals of one prefix for
/// one reason within eight seconds share it:
///
/// ```
///  bit 49     44 43            26 25                  5 4       0
///     +---------+----------------+---------------------+---------+
///     | 0 check | time, 8 s step | keyed hash of prefix | reason |
///     +---------+----------------+---------------------+---------+
/// ```
///
/// The check turns away 63 of 64 mistyped ids. The time comes round after 24 days; ids are
/// explained for [#EXPLAINED_FOR].
///
/// Beside that, a table holds one entry for each prefix and reason: how often, since when, which
/// site. It has sets of two entries, chosen by the prefix, so that a source that hammers overwrites
/// nobody else's entry again and again; a known visitor's entry of the last [#KEPT] is never taken
/// by an unknown one. Any thread may call; nothing blocks; an entry that another thread is writing
/// is left to it (then only the id tells).
public final class Refusals {
  /// How exactly an id knows its time.
  public static final Duration TIME_STEP = Duration.ofSeconds(8);

  /// For how long an id is explained.
  public static final Duration EXPLAINED_FOR = Duration.ofDays(20);

  /// For how long a better known visitor's entry is kept against others.
  static final Duration KEPT = Duration.ofMinutes(30);

  static final int ENTRIES = 4096;
  static final int WAYS = 2;

  static final int REASON_BITS = 5;
  private static final int PRINT_BITS = 21;
  private static final int TIME_BITS = 18;
  private static final int CHECK_BITS = RefusalId.BITS - REASON_BITS - PRINT_BITS - TIME_BITS;
  private static final long PRINT_MASK = (1L << PRINT_BITS) - 1;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;
  private static final long STEP_MICROS = TIME_STEP.toMillis() * 1000;

  // One entry, in words.
  private static final int WORDS = 8;

  /// Even: whole. Odd: a thread is writing.
  private static final int VERSION = 0;

  private static final int FIRST = 1;
  private static final int LAST = 2;
  private static final int HIGH = 3;
  private static final int LOW = 4;

  /// Prefix bits, site + 1, standing, reason + 1 (0: the entry is empty): 8, 16, 8, 8 bits from the
  /// top.
  private static final int FACTS = 5;

  private static final int COUNT = 6;
  private static final int WAIT = 7;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final Reason[] REASONS = Reason.values();
  private static final Standing[] STANDINGS = Standing.values();

  private final long[] table = new long[ENTRIES * WORDS];
  private final Scramble scramble;
  private final KeyedHash prints;
  private final NameTable sites;
  private final InstantSource clock;

  /// @param secret the same over restarts makes old ids explainable after one
  public Refusals(KeyedHash secret, NameTable sites, InstantSource clock) {
    this.scramble = new Scramble(secret.derive(1));
    this.prints = secret.derive(2);
    this.sites = sites;
    this.clock = clock;
  }

  /// Remembers a refusal. Allocates nothing.
  ///
  /// @param nowMicros microseconds since 1970
  /// @param site the number of the site's name; -1 for none
  /// @param waitNanos until the budget that was used up would allow the request; 0 if there is none
  /// @return the id, for the page ([RefusalId]) and [org.gabion.core.window.Observation#refusalId]
  public long remember(
      long nowMicros, Verdict verdict, ClientKey client, int site, long waitNanos) {
    Reason reason = verdict.reason();
    int bits = prefixBits(reason, client.isIpv4());
    int all = client.isIpv4() ? bits + 96 : bits;
    long high = all >= 64 ? client.high() : client.high() & mask(all);
    long low = all >= 64 ? client.low() & mask(all - 64) : 0;
    long print = prints.hash(high, low) & PRINT_MASK;
    long facts =
        (long) bits << 56
            | (site + 1L & 0xffff) << 40
            | (long) verdict.standing().ordinal() << 32
            | (reason.ordinal() + 1L) << 24;
    store(nowMicros, print, high, low, facts, waitNanos / 1000);
    long time = nowMicros / STEP_MICROS & TIME_MASK;
    return scramble.hide((time << PRINT_BITS | print) << REASON_BITS | reason.ordinal());
  }

  /// How much of an address this reason looked at.
  private static int prefixBits(Reason reason, boolean ipv4) {
    boolean network =
        reason == Reason.RATE_NETWORK
            || reason == Reason.COST_NETWORK
            || reason == Reason.CONNECTIONS_NETWORK;
    if (ipv4) {
      return network ? 24 : 32;
    }
    return network ? 48 : 64;
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  private void store(long now, long print, long high, long low, long facts, long waitMicros) {
    int set = (int) (print % (ENTRIES / WAYS)) * WAYS * WORDS;
    int entry = -1;
    for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
      if (same(at, high, low, facts)) {
        entry = at;
        break;
      }
    }
    boolean fresh = entry < 0;
    if (fresh) {
      entry = victim(set, now, facts);
    }
    if (entry < 0) {
      return;
    }
    long version = word(entry + VERSION);
    if ((version & 1) != 0 || !WORD.compareAndSet(table, entry + VERSION, version, version + 1)) {
      return;
    }
    // Another thread may have taken the entry for another prefix since it was looked at; and after
    // a long rest it is another story.
    fresh |= !same(entry, high, low, facts) || now - word(entry + LAST) > KEPT.toMillis() * 1000;
    put(entry + FIRST, fresh ? now : word(entry + FIRST));
    put(entry + LAST, now);
    put(entry + HIGH, high);
    put(entry + LOW, low);
    put(entry + FACTS, facts);
    put(entry + COUNT, fresh ? 1 : word(entry + COUNT) + 1);
    put(entry + WAIT, waitMicros);
    WORD.setRelease(table, entry + VERSION, version + 2);
  }

  /// Same prefix and reason; standing and site may change.
  private boolean same(int entry, long high, long low, long facts) {
    long held = word(entry + FACTS);
    return reason(held) == reason(facts)
        && held >>> 56 == facts >>> 56
        && word(entry + HIGH) == high
        && word(entry + LOW) == low;
  }

  /// The entry of the set that matters least; -1 if both matter more than the new one.
  private int victim(int set, long now, long facts) {
    int best = -1;
    long bestLast = Long.MAX_VALUE;
    int bestRank = rank(facts);
    for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
      long held = word(at + FACTS);
      long last = word(at + LAST);
      boolean kept = reason(held) >= 0 && now - last < KEPT.toMillis() * 1000;
      int rank = kept ? rank(held) : STANDINGS.length;
      if (rank > bestRank || rank == bestRank && last < bestLast) {
        best = at;
        bestRank = rank;
        bestLast = last;
      }
    }
    return best;
  }

  /// 0 is the best known visitor; the larger, the sooner forgotten.
  private static int rank(long facts) {
    return (int) (facts >>> 32) & 0xff;
  }

  private static int reason(long facts) {
    return ((int) (facts >>> 24) & 0xff) - 1;
  }

  private long word(int index) {
    return (long) WORD.getOpaque(table, index);
  }

  private void put(int index, long value) {
    WORD.setOpaque(table, index, value);
  }

  /// Says what an id stands for; empty if it is none of ours, or too old.
  public Optional<Refusal> explain(long id) {
    long plain = scramble.show(id);
    int reason = (int) (plain & ((1 << REASON_BITS) - 1));
    long time = plain >>> (PRINT_BITS + REASON_BITS) & TIME_MASK;
    boolean genuine = plain >>> (RefusalId.BITS - CHECK_BITS) == 0 && reason < REASONS.length;
    long now = clock.millis() * 1000 / STEP_MICROS;
    // A few steps ahead: another thread's clock reading may be younger than ours.
    long age = (now + 4 - time & TIME_MASK) - 4;
    if (!genuine || age * TIME_STEP.toSeconds() > EXPLAINED_FOR.toSeconds()) {
      return Optional.empty();
    }
    long start = (now - age) * STEP_MICROS;
    return Optional.of(
        new Refusal(
            RefusalId.text(id), REASONS[reason], instant(start), detail(plain, reason, start)));
  }

  private Optional<Refusal.Detail> detail(long plain, int reason, long startMicros) {
    long print = plain >>> REASON_BITS & PRINT_MASK;
    int set = (int) (print % (ENTRIES / WAYS)) * WAYS * WORDS;
    Optional<Refusal.Detail> found = Optional.empty();
    for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
      Optional<Refusal.Detail> here = read(at, print, reason, startMicros);
      if (here.isPresent() && found.isPresent()) {
        // Two prefixes with one hash: saying nothing is better than naming the wrong one.
        return Optional.empty();
      }
      found = here.isPresent() ? here : found;
    }
    return found;
  }

  private Optional<Refusal.Detail> read(int at, long print, int reason, long startMicros) {
    long version = (long) WORD.getAcquire(table, at + VERSION);
    long facts = word(at + FACTS);
    long first = word(at + FIRST);
    long last = word(at + LAST);
    ClientKey prefix = new ClientKey(word(at + HIGH), word(at + LOW));
    long count = word(at + COUNT);
    long wait = word(at + WAIT);
    VarHandle.loadLoadFence();
    boolean whole = (version & 1) == 0 && word(at + VERSION) == version;
    boolean asked =
        reason(facts) == reason
            && (prints.hash(prefix.high(), prefix.low()) & PRINT_MASK) == print
            && startMicros + STEP_MICROS > first
            && startMicros <= last;
    if (!whole || !asked) {
      return Optional.empty();
    }
    String shown = prefix + "/" + (facts >>> 56);
    String site = sites.name((int) (facts >>> 40 & 0xffff) - 1);
    return Optional.of(
        new Refusal.Detail(
            shown,
            site,
            STANDINGS[rank(facts)],
            instant(first),
            instant(last),
            count,
            wait / 1000));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  /// Memory of the table.
  public long bytes() {
    return 8L * table.length;
  }
}
