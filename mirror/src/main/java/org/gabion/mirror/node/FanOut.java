package org.gabion.mirror.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Roster;

/// Who fetches from whom, so that neither the publisher nor any node sends more than its share.
///
/// The content is cut into [#STRIPES] by the first bits of its digests. In each stripe all mirrors
/// of the roster are ranked by rendezvous hashing (Thaler and Ravishankar, 1998): the first
/// [#SEEDS] fetch from the publisher, each other one from the mirror that is its parent in a tree
/// where everybody has at most [#CHILDREN] children. All who have the same roster know the same
/// trees, and nobody has to agree on anything. A mirror is high up in few stripes and a leaf in
/// most: on average it sends each byte once. Immutable.
final class FanOut {
  static final int STRIPE_BITS = 1;
  static final int STRIPES = 1 << STRIPE_BITS;
  static final int SEEDS = 2;
  static final int CHILDREN = 3;

  private static final int INDEX_BITS = 14;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

  private final List<Place> places;

  /// Where a mirror stands in the tree of one stripe.
  ///
  /// @param forerunners its parent, its parent's parent and so on
  /// @param children those who have it as their parent
  private record Place(List<String> forerunners, List<String> children) {}

  private FanOut(List<Place> places) {
    this.places = places;
  }

  /// The trees as one mirror sees them.
  ///
  /// @param own this mirror's address; one that is not in the roster finds a place as a leaf
  static FanOut of(Optional<Roster> roster, String own) {
    List<String> urls =
        roster.map(Roster::mirrors).orElse(List.of()).stream().map(Consent::url).toList();
    long[] hashes = new long[urls.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(urls.get(i));
    }
    List<Place> places = new ArrayList<>();
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      places.add(place(urls, hashes, own, stripe));
    }
    return new FanOut(places);
  }

  private static long hash(String url) {
    return Digest.of(url.getBytes(StandardCharsets.UTF_8)).firstLong();
  }

  private static Place place(List<String> urls, long[] hashes, String own, int stripe) {
    long[] ranked = new long[hashes.length];
    for (int i = 0; i < ranked.length; i++) {
      ranked[i] = score(hashes[i], stripe) & ~INDEX_MASK | i;
    }
    Arrays.sort(ranked);
    int found = Arrays.binarySearch(ranked, score(hash(own), stripe) & ~INDEX_MASK);
    int rank = found < 0 ? -found - 1 : found;
    List<String> children = new ArrayList<>();
    if (rank < ranked.length && mirror(urls, ranked, rank).equals(own)) {
      int first = SEEDS + rank * CHILDREN;
      for (int i = first; i < Math.min(first + CHILDREN, ranked.length); i++) {
        children.add(mirror(urls, ranked, i));
      }
    }
    List<String> forerunners = new ArrayList<>();
    while (rank >= SEEDS) {
      rank = (rank - SEEDS) / CHILDREN;
      forerunners.add(mirror(urls, ranked, rank));
    }
    return new Place(List.copyOf(forerunners), List.copyOf(children));
  }

  private static String mirror(List<String> urls, long[] ranked, int rank) {
    return urls.get((int) (ranked[rank] & INDEX_MASK));
  }

  /// Mixes a mirror's hash with a stripe: the finalizer of SplitMix64 (Steele, Lea and Flood,
  /// 2014).
  private static long score(long hash, int stripe) {
    long mixed = hash + (stripe + 1) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  static int stripe(Digest digest) {
    return digest.firstBits(STRIPE_BITS);
  }

  /// Those whom this mirror fetches from first in any stripe, and those who fetch from it, each
  /// once: if everybody tells them, everybody is told.
  Set<String> neighbours() {
    Set<String> neighbours = new LinkedHashSet<>();
    places.forEach(place -> place.forerunners().stream().findFirst().ifPresent(neighbours::add));
    places.forEach(place -> neighbours.addAll(place.children()));
    return neighbours;
  }

  /// The mirrors to fetch a stripe from, the nearest first; empty for a seed, who asks the
  /// publisher.
  List<String> forerunners(int stripe) {
    return places.get(stripe).forerunners();
  }
}
