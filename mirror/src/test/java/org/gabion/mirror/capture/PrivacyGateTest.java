package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A site tells 1,000 pages' worth of secrets to its visitors: none is in what a crawl keeps, and
/// its good pages are all there.
final class PrivacyGateTest {
  private static final int PLANTED = 1000;
  private static final int GOOD = 1200;
  private static final int LIVELY = 80;
  private static final double MOST_DROPPED = 0.005;

  private final SimulatedTiming timing = new SimulatedTiming();

  private KeptPages crawl(TestSite site) throws IOException {
    KeptPages kept = new KeptPages();
    CrawlConfig config =
        site.config()
            .withCanaries(List.of(PlantedSecrets.OPERATOR))
            .withLimits(CrawlLimits.USUAL.withRate(20, 4));
    new CrawlCapture(config, CrawlMemory.none(), CrawlListener.NONE, new Random(3), timing)
        .capture(kept);
    return kept;
  }

  private static String home(int planted) {
    StringBuilder home = new StringBuilder("<a href=/good/0>read</a>");
    for (int i = 0; i < planted; i++) {
      home.append("<a href=/planted/").append(i).append(">p</a>\n");
    }
    return home.toString();
  }

  @Test
  void capture_thousandPlantedSecrets_keepsNoneAndLosesNoGoodPages() throws IOException {
    long seed = 20261126;
    PlantedSecrets secrets = new PlantedSecrets(seed);
    GoodSite good = new GoodSite(seed, GOOD);
    try (TestSite site = new TestSite(timing)) {
      secrets.plant(site, PLANTED);
      good.addLively(LIVELY);
      good.build(site);
      site.html("/", home(PLANTED) + "<a href=/live/0>live</a>");

      KeptPages kept = crawl(site);

      List<String> found = secretsIn(kept, secrets);
      long dropped = dropped(good, kept);
      long plantedKept =
          kept.pages().keySet().stream().filter(key -> key.startsWith("/planted/")).count();
      System.out.printf(
          Locale.ROOT,
          "privacy gate: seed %d, %d planted pages of %d kinds told %d secrets: %d in the snapshot"
              + " (%d of these pages kept, masked); %d of %d good pages dropped (%.2f %%); left"
              + " out: %s%n",
          seed,
          PLANTED,
          secrets.kinds(),
          secrets.told().size(),
          found.size(),
          plantedKept,
          dropped,
          good.paths().size(),
          100.0 * dropped / good.paths().size(),
          reasons(kept));
      assertThat(secrets.told()).hasSizeGreaterThan(PLANTED);
      assertThat(asked(site)).isEqualTo(PLANTED);
      assertThat(found).isEmpty();
      assertThat((double) dropped / good.paths().size()).isLessThanOrEqualTo(MOST_DROPPED);
      // What can be masked is kept: a form's token must not cost its page.
      assertThat(plantedKept).isGreaterThan(PLANTED / 4);
    }
  }

  @Test
  void capture_calmTwinWithoutSecrets_isCapturedWhole() throws IOException {
    GoodSite good = new GoodSite(20261126, GOOD);
    try (TestSite site = new TestSite(timing)) {
      good.build(site);
      site.html("/", home(0));

      KeptPages kept = crawl(site);

      assertThat(kept.missed()).isEmpty();
      assertThat(dropped(good, kept)).isZero();
    }
  }

  private static long asked(TestSite site) {
    return site.asked().stream()
        .map(asked -> asked.target().replaceAll("\\?.*", ""))
        .filter(path -> path.startsWith("/planted/"))
        .distinct()
        .count();
  }

  private static long dropped(GoodSite good, KeptPages kept) {
    long dropped = 0;
    for (String path : good.paths()) {
      KeptPages.Kept page = kept.pages().get(path);
      if (page == null || !Arrays.equals(page.content(), good.bytes(path))) {
        dropped++;
      }
    }
    return dropped;
  }

  private static List<String> secretsIn(KeptPages kept, PlantedSecrets secrets) {
    StringBuilder all = new StringBuilder();
    kept.pages()
        .forEach(
            (key, page) ->
                all.append(key)
                    .append(page.head())
                    .append(new String(page.content(), StandardCharsets.ISO_8859_1)));
    String everything = all.toString().toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    for (String secret : secrets.told()) {
      if (everything.contains(secret.toLowerCase(Locale.ROOT))) {
        found.add(secret);
      }
    }
    return found;
  }

  private static Map<String, Integer> reasons(KeptPages kept) {
    Map<String, Integer> reasons = new TreeMap<>();
    kept.missed().values().forEach(miss -> reasons.merge(miss.reason().word(), 1, Integer::sum));
    return reasons;
  }
}
