package org.gabion.mirror.capture;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.archive.ArchiveLimits;
import org.gabion.mirror.archive.Place;

/// Chooses one record for each page: the best [Sighting.Standing], and of those the latest; of two
/// of one time, the one that was read later. Memory is bounded by the number of pages. One thread.
final class PageChoice {
  /// Addresses are shorter than this on the average, or there are too many pages for the memory.
  private static final long KEY_LENGTH = 256;

  private final ArchiveLimits limits;
  private final Map<String, Pick> picks = new HashMap<>();
  private final Map<Fingerprint, Spot> originals = new HashMap<>();
  private long keyLength;

  /// A record by its place.
  record Spot(int file, Place place, Sighting.Kind kind) {
    private static final Comparator<Spot> ORDER =
        Comparator.comparingInt(Spot::file).thenComparing(Spot::place);
  }

  /// The record that stands for a page.
  ///
  /// @param personal whether the request carried a cookie or credentials
  record Pick(
      Spot spot,
      Sighting.Standing standing,
      Instant date,
      boolean personal,
      List<Fingerprint> refersTo) {}

  /// A page, the record that stands for it, and the one that holds its content.
  ///
  /// @param original the other record that a revisit refers to, if it is there
  record Chosen(RouteKey key, Pick pick, Optional<Spot> original) {
    private Spot first() {
      return original.orElse(pick.spot());
    }
  }

  PageChoice(ArchiveLimits limits) {
    this.limits = limits;
  }

  /// Looks at all sightings.
  void choose(SightingFile sightings, ArchiveSurvey survey, CrawlBook book) throws IOException {
    sightings.readAll(sighting -> choose(sighting, survey, book));
    Set<Fingerprint> wanted = new HashSet<>();
    picks.values().forEach(pick -> wanted.addAll(pick.refersTo()));
    if (!wanted.isEmpty()) {
      sightings.readAll(sighting -> resolve(sighting, wanted, survey));
    }
  }

  private void choose(Sighting sighting, ArchiveSurvey survey, CrawlBook book) {
    Optional<ArchiveSurvey.Taint> taint = survey.taint(sighting);
    if (sighting.key().isEmpty() || taint.equals(Optional.of(ArchiveSurvey.Taint.NOT_GET))) {
      return;
    }
    Optional<Pick> before = Optional.ofNullable(picks.get(sighting.key()));
    if (before.isEmpty()) {
      boolean full =
          picks.size() >= limits.maxPages()
              || keyLength + sighting.key().length() > limits.maxPages() * KEY_LENGTH;
      if (full) {
        book.missed(
            sighting.key(),
            MissReason.TOO_LARGE,
            "the archives hold more than " + limits.maxPages() + " pages");
        return;
      }
      keyLength += sighting.key().length();
    }
    if (before.isEmpty() || isBetter(sighting, before.get())) {
      Spot spot = new Spot(sighting.file(), sighting.place(), sighting.kind());
      picks.put(
          sighting.key(),
          new Pick(
              spot, sighting.standing(), sighting.date(), taint.isPresent(), sighting.refersTo()));
    }
  }

  private static boolean isBetter(Sighting sighting, Pick before) {
    int standing = sighting.standing().compareTo(before.standing());
    return standing > 0 || standing == 0 && !sighting.date().isBefore(before.date());
  }

  private void resolve(Sighting sighting, Set<Fingerprint> wanted, ArchiveSurvey survey) {
    if (sighting.kind() == Sighting.Kind.REVISIT || survey.taint(sighting).isPresent()) {
      return;
    }
    for (Fingerprint name : sighting.names()) {
      if (wanted.contains(name)) {
        originals.put(name, new Spot(sighting.file(), sighting.place(), sighting.kind()));
      }
    }
  }

  /// What was chosen, in the order of the contents in their files; forgets it.
  List<Chosen> take() {
    List<Chosen> chosen = new ArrayList<>(picks.size());
    picks.forEach(
        (key, pick) ->
            chosen.add(new Chosen(RouteKey.parse(key).orElseThrow(), pick, original(pick))));
    picks.clear();
    originals.clear();
    chosen.sort(
        Comparator.comparing((Chosen each) -> each.original().isPresent())
            .thenComparing(Chosen::first, Spot.ORDER)
            .thenComparing(Chosen::key));
    return chosen;
  }

  private Optional<Spot> original(Pick pick) {
    for (Fingerprint name : pick.refersTo()) {
      Spot spot = originals.get(name);
      if (spot != null) {
        return Optional.of(spot);
      }
    }
    return Optional.empty();
  }
}
