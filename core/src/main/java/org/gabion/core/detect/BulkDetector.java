package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Sample;

/// Sees clients that carry off documents or take pages one after the other, without any error or
/// rush: by the number of different documents and pages that one client took, against what others
/// take.
final class BulkDetector implements Detector {
  private static final int LEAST_DOCUMENTS = 25;

  /// As many are enough of a client that fetches nothing else.
  private static final int LEAST_ALONE = 12;

  private static final double ALONE = 0.8;
  private static final double LEAST_PAGES = 80;
  private static final double TIMES_USUAL = 8;
  private static final double TIMES_ALONE = 4;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 30) {
      return List.of();
    }
    List<Suspicion> found = new ArrayList<>();
    Sample rows = block.rows;
    Set<Long> takers = takers(block, baseline);
    Set<Long> scrapers = new HashSet<>();
    ClientSample clients = block.clients();
    for (int row = 0; row < clients.size(); row++) {
      boolean pages =
          clients.paths(row) >= LEAST_PAGES
              && clients.assets(row) == 0
              && clients.missing(row) < clients.requests(row) / 2;
      if (pages && !declared(clients, row) && !takers.contains(clients.client(row))) {
        scrapers.add(clients.client(row));
      }
    }
    if (!takers.isEmpty()) {
      Sample theirs =
          Rows.of(
              block,
              row ->
                  takers.contains(rows.client(row)) && rows.pathClass(row) == PathClass.DOCUMENT);
      add(found, block, theirs, takers.size(), Kind.BULK_DOWNLOAD, "different documents");
    }
    if (!scrapers.isEmpty()) {
      Sample theirs = Rows.of(block, row -> scrapers.contains(rows.client(row)));
      add(found, block, theirs, scrapers.size(), Kind.SCRAPER, "different pages");
    }
    return found;
  }

  private static Set<Long> takers(Block block, Baseline baseline) {
    Sample rows = block.rows;
    Deeds documents = new Deeds(block, row -> isServed(rows, row, PathClass.DOCUMENT));
    if (!documents.anyWithPaths(LEAST_ALONE)) {
      return Set.of();
    }
    double usual = usualDocuments(baseline.block());
    Map<Long, Double> visits = Deeds.requests(block, block::isVisit);
    Set<Long> takers = new HashSet<>();
    documents
        .byClient()
        .forEach(
            (client, deed) -> {
              boolean alone =
                  deed.requests >= ALONE * visits.getOrDefault(client, 0.0) && !deed.fetchesAssets;
              boolean many =
                  deed.paths() >= (alone ? LEAST_ALONE : LEAST_DOCUMENTS)
                      && deed.paths() >= (alone ? TIMES_ALONE : TIMES_USUAL) * usual;
              if (many && !deed.declared) {
                takers.add(client);
              }
            });
    return takers;
  }

  private static void add(
      List<Suspicion> found, Block block, Sample rows, int clients, Kind kind, String what) {
    if (rows.size() == 0) {
      return;
    }
    String reason =
        String.format(
            Locale.ROOT,
            "%d sources took about %.0f %s in %.0f min, far more than others do",
            clients,
            rows.totalWeight(),
            what,
            block.minutes());
    found.add(
        new Suspicion(
            rows,
            rows.totalWeight(),
            EnumSet.of(
                Attribute.SOURCE, Attribute.USER_AGENT, Attribute.PREFIX, Attribute.TEMPLATE),
            kind,
            kind == Kind.BULK_DOWNLOAD ? Judgement.ATTACK : Judgement.UNCLEAR,
            Optional.empty(),
            List.of(reason)));
  }

  private static boolean declared(ClientSample clients, int row) {
    return clients.is(row, UserAgentClass.CRAWLER)
        || clients.is(row, UserAgentClass.FEED_READER)
        || clients.is(row, UserAgentClass.MONITOR);
  }

  private static boolean isServed(Sample rows, int row, PathClass path) {
    return rows.pathClass(row) == path && rows.status(row) < 400;
  }

  /// Documents that a client takes who takes any, on average.
  private static double usualDocuments(Block usual) {
    Deeds deeds = new Deeds(usual, row -> isServed(usual.rows, row, PathClass.DOCUMENT));
    return Math.max(
        1, deeds.byClient().values().stream().mapToInt(Deeds.Deed::paths).average().orElse(1));
  }
}
