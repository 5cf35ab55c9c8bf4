package org.gabion.mirror.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;

/// What is known of a site once all mirrors have answered: the longest chain of roots, and for each
/// sequence the head that is held to be the site's. The order of the answers plays no part.
///
/// Safe for use by several threads; a head that many mirrors give is verified once.
final class SiteView {
  private final RootChain chain;
  private final TrustedSite unseen;
  private final Map<Digest, Judged> judged = new ConcurrentHashMap<>();
  private final Map<Integer, TrustedSite> shorter = new ConcurrentHashMap<>();
  private final NavigableMap<Long, Signed<Head>> references = new TreeMap<>();

  /// What a head file is worth by the chain.
  sealed interface Judged {
    record Counts(Signed<Head> head, Optional<Signed<Heartbeat>> heartbeat) implements Judged {}

    /// It counted until a later root.
    record Voided(Signed<Head> head, String reason) implements Judged {}

    record Worthless(String reason) implements Judged {}
  }

  private SiteView(RootChain chain) {
    this.chain = chain;
    this.unseen = TrustedSite.of(chain);
  }

  /// @param known what was known before; the chains of the answers go on from its chain
  /// @param remembered heads that were held to be the site's in earlier checks
  static SiteView of(
      TrustedSite known,
      List<Signed<Head>> remembered,
      Collection<Observation.Answer.Spoke> answers) {
    SiteView view = new SiteView(longest(known.chain(), answers));
    Map<Long, Map<Digest, Tally>> given = new HashMap<>();
    for (Observation.Answer.Spoke answer : answers) {
      if (view.judge(answer.head()) instanceof Judged.Counts counts) {
        view.tally(given, counts.head());
      }
    }
    List<Signed<Head>> pinned = new ArrayList<>(remembered);
    known.seen().ifPresent(pinned::add);
    // The last one stands: what the check began with.
    pinned.removeIf(head -> TrustedSite.of(view.chain, head).seen().isEmpty());
    pinned.forEach(head -> view.references.put(head.document().sequence(), head));
    view.choose(given);
    return view;
  }

  private static final class Tally {
    private final Signed<Head> head;
    private final Digest identity;
    private int mirrors;

    Tally(Signed<Head> head, Digest identity) {
      this.head = head;
      this.identity = identity;
    }
  }

  private void tally(Map<Long, Map<Digest, Tally>> given, Signed<Head> head) {
    Digest identity = head.identity();
    given
        .computeIfAbsent(head.document().sequence(), _ -> new HashMap<>())
        .computeIfAbsent(identity, _ -> new Tally(head, identity))
        .mirrors++;
  }

  /// Of several heads of one sequence: the one that the next edition follows, or else the one that
  /// most mirrors give.
  private void choose(Map<Long, Map<Digest, Tally>> given) {
    List<Long> sequences = new ArrayList<>(given.keySet());
    sequences.sort(Comparator.reverseOrder());
    for (long sequence : sequences) {
      Map<Digest, Tally> heads = given.getOrDefault(sequence, Map.of());
      Map.Entry<Long, Signed<Head>> next = references.higherEntry(sequence);
      Optional<Digest> followed =
          next == null ? Optional.empty() : next.getValue().document().previous();
      Optional<Tally> linked = followed.map(heads::get);
      Optional<Tally> most =
          heads.values().stream()
              .max(
                  Comparator.comparingInt((Tally tally) -> tally.mirrors)
                      .thenComparing(tally -> tally.identity));
      linked.or(() -> most).ifPresent(one -> references.putIfAbsent(sequence, one.head));
    }
  }

  /// The longest chain; of several, the one that most mirrors have.
  private static RootChain longest(RootChain known, Collection<Observation.Answer.Spoke> answers) {
    Map<Digest, Integer> mirrors = new HashMap<>();
    Map<Digest, RootChain> chains = new HashMap<>();
    for (Observation.Answer.Spoke answer : answers) {
      Digest identity = answer.chain().roots().getLast().identity();
      mirrors.merge(identity, 1, Integer::sum);
      chains.putIfAbsent(identity, answer.chain());
    }
    RootChain best = known;
    int most = Integer.MAX_VALUE;
    for (Map.Entry<Digest, RootChain> each : chains.entrySet()) {
      int longer = Integer.compare(each.getValue().roots().size(), best.roots().size());
      int count = mirrors.getOrDefault(each.getKey(), 0);
      boolean earlier = each.getKey().compareTo(best.roots().getLast().identity()) < 0;
      if (longer > 0 || longer == 0 && (count > most || count == most && earlier)) {
        best = each.getValue();
        most = count;
      }
    }
    return best;
  }

  RootChain chain() {
    return chain;
  }

  /// The site with its newest head, as a reader would know it.
  TrustedSite site() {
    return newest().map(head -> TrustedSite.of(chain, head)).orElse(unseen);
  }

  /// The head of the newest edition.
  Optional<Signed<Head>> newest() {
    return references.isEmpty() ? Optional.empty() : Optional.of(references.lastEntry().getValue());
  }

  /// The head of a sequence that is held to be the site's.
  Optional<Signed<Head>> reference(long sequence) {
    return Optional.ofNullable(references.get(sequence));
  }

  /// All of them, the oldest first.
  List<Signed<Head>> references() {
    return List.copyOf(references.values());
  }

  /// What a head file is worth; the same bytes are judged once.
  Judged judge(byte[] bytes) {
    return judged.computeIfAbsent(Digest.of(bytes), _ -> judgeNow(bytes));
  }

  private Judged judgeNow(byte[] bytes) {
    return switch (HeadFile.parse(bytes)) {
      case Parsed.Malformed<HeadFile> malformed -> new Judged.Worthless(malformed.toString());
      case Parsed.Valid<HeadFile>(HeadFile file) ->
          switch (unseen.judge(file)) {
            case HeadVerdict.Newer newer -> new Judged.Counts(newer.head(), newer.heartbeat());
            case HeadVerdict.Refused refused ->
                countedBefore(file)
                    ? new Judged.Voided(file.head(), refused.reason())
                    : new Judged.Worthless(refused.reason());
            case HeadVerdict.Same _, HeadVerdict.Older _, HeadVerdict.SplitView _ ->
                throw new IllegalStateException("nothing was seen before");
          };
    };
  }

  /// Whether a head counts by the chain as it was when its root was the newest.
  private boolean countedBefore(HeadFile file) {
    Head head = file.head().document();
    if (!head.site().equals(chain.site()) || head.root() >= chain.roots().size()) {
      return false;
    }
    TrustedSite then = shorter.computeIfAbsent((int) head.root(), this::begin);
    return then.judge(file) instanceof HeadVerdict.Newer;
  }

  private TrustedSite begin(int roots) {
    RootChain first = accepted(RootChain.begin(chain.site(), chain.roots().getFirst()));
    for (int i = 1; i < roots; i++) {
      first = accepted(first.extend(chain.roots().get(i)));
    }
    return TrustedSite.of(first);
  }

  private static RootChain accepted(RootChain.Outcome outcome) {
    return switch (outcome) {
      case RootChain.Outcome.Accepted accepted -> accepted.chain();
      case RootChain.Outcome.Refused refused -> throw new IllegalStateException(refused.reason());
    };
  }

  /// The first root in which a mirror's chain goes another way.
  Optional<Verdict.Contradiction> fork(RootChain other) {
    if (chain.goesOn(other)) {
      return Optional.empty();
    }
    for (int i = 0; i < Math.min(chain.roots().size(), other.roots().size()); i++) {
      if (!chain.roots().get(i).identity().equals(other.roots().get(i).identity())) {
        return Optional.of(
            new Verdict.Contradiction(
                "root", i + 1L, chain.roots().get(i).bytes(), other.roots().get(i).bytes()));
      }
    }
    return Optional.empty();
  }
}
