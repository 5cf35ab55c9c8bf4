package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Sample;

/// Sees clients that carry off documents or take pages one after the other, without any error or
/// rush: by the number of different documents and pages that one client took, against what others
/// take.
///
/// A reader opens one document after the other too, by the links of a page, and a player fetches
/// one episode after the other: this is called an attack only where no person would keep up.
final class BulkDetector implements Detector {
  /// Too few to be looked at.
  private static final int LEAST_DOCUMENTS = 12;

  /// As many are enough of a client that fetches nothing else, and that no person seems to use.
  private static final int LEAST_ALONE = LEAST_DOCUMENTS;

  private static final int LEAST_MIXED = 25;

  /// As many are enough of a client that a person may use: one a minute, for an hour.
  private static final int LEAST_BY_PERSON = 60;

  private static final double ALONE = 0.8;
  private static final double BY_PERSON = 0.5;
  private static final double LEAST_PAGES = 80;
  private static final double TIMES_USUAL = 8;
  private static final double TIMES_ALONE = 4;

  /// Who goes on for so long without reaching what makes an attack will not reach it.
  private static final double LONG_MINUTES = 45;

  /// More different pages than a sampled client can tell apart.
  private static final double MOST_PAGES = 250;

  /// Clients that took documents.
  ///
  /// @param keen they may be readers, but take more than readers do
  private record Takers(Map<Long, Deeds.Deed> attackers, Map<Long, Deeds.Deed> keen) {}

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 30) {
      return List.of();
    }
    List<Suspicion> found = new ArrayList<>();
    Takers takers = takers(block, baseline);
    addDocuments(found, block, takers.attackers, Kind.BULK_DOWNLOAD, Judgement.ATTACK);
    addDocuments(found, block, takers.keen, Kind.SCRAPER, Judgement.UNCLEAR);
    addPages(found, block, takers.attackers.keySet());
    return found;
  }

  private static Takers takers(Block block, Baseline baseline) {
    Takers takers = new Takers(new LinkedHashMap<>(), new LinkedHashMap<>());
    Deeds documents = new Deeds(block, row -> isServed(block, row));
    if (!documents.anyWithPaths(LEAST_DOCUMENTS)) {
      return takers;
    }
    Map<Long, Deeds.Deed> many = new LinkedHashMap<>(documents.byClient());
    many.values().removeIf(deed -> deed.paths() < LEAST_DOCUMENTS);
    Block usual = baseline.block();
    IntPredicate byOthers =
        row -> isServed(usual, row) && !many.containsKey(usual.rows.client(row));
    double most = usualDocuments(usual, byOthers);
    boolean referersTell = Referers.tell(usual, byOthers);
    Map<Long, Double> visits = Deeds.requests(block, block::isVisit);
    many.forEach(
        (client, deed) -> {
          boolean alone =
              deed.requests >= ALONE * visits.getOrDefault(client, 0.0) && !deed.fetchesAssets;
          if (deed.declared || deed.paths() < (alone ? TIMES_ALONE : TIMES_USUAL) * most) {
            return;
          }
          double likely = referersTell ? deed.linked + deed.apps : deed.people;
          boolean person = likely >= BY_PERSON * deed.requests;
          if (deed.paths() >= (person ? LEAST_BY_PERSON : alone ? LEAST_ALONE : LEAST_MIXED)) {
            takers.attackers.put(client, deed);
          } else if (deed.paths() >= LEAST_MIXED && deed.last - deed.first >= LONG_MINUTES * 60e6) {
            takers.keen.put(client, deed);
          }
        });
    return takers;
  }

  /// Different documents that one of the others takes who takes any: their median, because many
  /// minutes are learnt in which documents are carried off.
  private static double usualDocuments(Block usual, IntPredicate byOthers) {
    int[] counts =
        new Deeds(usual, byOthers)
            .byClient().values().stream()
                .filter(deed -> !deed.declared)
                .mapToInt(Deeds.Deed::paths)
                .sorted()
                .toArray();
    return counts.length == 0 ? 1 : counts[counts.length / 2];
  }

  private static void addDocuments(
      List<Suspicion> found,
      Block block,
      Map<Long, Deeds.Deed> takers,
      Kind kind,
      Judgement judgement) {
    if (takers.isEmpty()) {
      return;
    }
    Sample rows = block.rows;
    Sample theirs =
        Rows.of(
            block,
            row ->
                takers.containsKey(rows.client(row)) && rows.pathClass(row) == PathClass.DOCUMENT);
    int most = takers.values().stream().mapToInt(Deeds.Deed::paths).max().orElse(0);
    String what = "at least " + most + " different documents";
    found.add(suspicion(theirs, kind, judgement, reason(takers.size(), what, theirs, block)));
  }

  /// Clients that take pages, and are not told for documents already.
  private static void addPages(List<Suspicion> found, Block block, Set<Long> told) {
    ClientSample clients = block.clients();
    Set<Long> scrapers = new HashSet<>();
    double most = 0;
    for (int row = 0; row < clients.size(); row++) {
      boolean pages =
          clients.paths(row) >= LEAST_PAGES
              && clients.assets(row) == 0
              && clients.missing(row) < clients.requests(row) / 2;
      if (pages && !declared(clients, row) && !told.contains(clients.client(row))) {
        scrapers.add(clients.client(row));
        most = Math.max(most, clients.paths(row));
      }
    }
    Sample theirs = Rows.of(block, row -> scrapers.contains(block.rows.client(row)));
    if (theirs.size() > 0) {
      String number =
          most >= MOST_PAGES
              ? String.format(Locale.ROOT, "more than %.0f", MOST_PAGES)
              : String.format(Locale.ROOT, "about %.0f", most);
      String reason = reason(scrapers.size(), number + " different pages", theirs, block);
      found.add(suspicion(theirs, Kind.SCRAPER, Judgement.UNCLEAR, reason));
    }
  }

  private static String reason(int sources, String what, Sample theirs, Block block) {
    return Wording.of(sources, "source", "sources")
        + (sources == 1 ? " took " : ": the busiest of them took ")
        + what
        + ", far more than others do; "
        + Wording.requests(theirs.totalWeight(), block)
        + (sources == 1 ? "" : " by all of them");
  }

  private static Suspicion suspicion(Sample rows, Kind kind, Judgement judgement, String reason) {
    return new Suspicion(
        rows,
        rows.totalWeight(),
        EnumSet.of(Attribute.SOURCE, Attribute.USER_AGENT, Attribute.PREFIX, Attribute.TEMPLATE),
        kind,
        judgement,
        Optional.empty(),
        List.of(reason));
  }

  private static boolean declared(ClientSample clients, int row) {
    return clients.is(row, UserAgentClass.CRAWLER)
        || clients.is(row, UserAgentClass.FEED_READER)
        || clients.is(row, UserAgentClass.MONITOR);
  }

  /// Whether a document was given out.
  private static boolean isServed(Block block, int row) {
    return block.rows.pathClass(row) == PathClass.DOCUMENT && block.rows.status(row) < 400;
  }
}
