package org.gabion.core.detect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;

/// Made-up traffic of a small site, in the order of time. Deterministic by its seed.
final class Traffic {
  static final long START = 1_790_000_000L / 3600 * 3600 * 1_000_000L;
  static final long MINUTE = 60_000_000L;

  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5"
        + " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:126.0) Gecko/20100101 Firefox/126.0"
  };

  /// One request; an address is any number below 2^32.
  record Visit(
      long micros, long address, String target, String agent, String referer, int status) {}

  private final Random random;
  private final List<Visit> visits = new ArrayList<>();

  Traffic(long seed) {
    this.random = new Random(seed);
  }

  /// Readers who come at random, look at one to five pages and fetch what belongs to them.
  Traffic readers(int fromMinute, int minutes, double sessionsPerMinute) {
    double at = fromMinute;
    while ((at += -Math.log(1 - random.nextDouble()) / sessionsPerMinute) < fromMinute + minutes) {
      session(
          START + (long) (at * MINUTE), "/article-" + (int) Math.abs(random.nextGaussian() * 20));
    }
    return this;
  }

  /// The same people all the time, each with a page or a part of one every now and then: their
  /// browsers have the rest.
  Traffic regulars(int minutes, int people, int perMinute) {
    for (int i = 0; i < minutes * perMinute; i++) {
      int person = random.nextInt(people);
      String target =
          random.nextInt(3) == 0
              ? "/static/" + random.nextInt(4) + ".css"
              : "/article-" + random.nextInt(400);
      visits.add(
          new Visit(
              START + (long) (random.nextDouble() * minutes * MINUTE),
              0x0a00_0000L + person,
              target,
              AGENTS[person % AGENTS.length],
              "https://site.example/",
              200));
    }
    return this;
  }

  /// Without the minutes in between, as of a log with a hole.
  Traffic without(int fromMinute, int toMinute) {
    visits.removeIf(
        visit ->
            visit.micros >= START + fromMinute * MINUTE
                && visit.micros < START + toMinute * MINUTE);
    return this;
  }

  /// Without the lines for parts of pages, as of a site that serves them from elsewhere.
  Traffic pagesOnly() {
    visits.removeIf(visit -> visit.target.startsWith("/static/"));
    return this;
  }

  /// Many readers of one page.
  Traffic crowd(int fromMinute, int minutes, double sessionsPerMinute, String page) {
    double at = fromMinute;
    while ((at += -Math.log(1 - random.nextDouble()) / sessionsPerMinute) < fromMinute + minutes) {
      session(START + (long) (at * MINUTE), page);
    }
    return this;
  }

  private void session(long micros, String page) {
    long address = 0x0a00_0000L + random.nextInt(1 << 24);
    String agent = AGENTS[random.nextInt(AGENTS.length)];
    String referer = random.nextInt(3) == 0 ? "" : "https://search.example/";
    int pages = 1 + random.nextInt(4);
    long at = micros;
    String target = page;
    for (int i = 0; i < pages; i++) {
      visits.add(
          new Visit(at, address, target, agent, referer, random.nextInt(50) == 0 ? 404 : 200));
      for (int asset = 0; asset < 4; asset++) {
        visits.add(
            new Visit(
                at + 100_000L * (asset + 1),
                address,
                "/static/" + asset + ".css",
                agent,
                target,
                200));
      }
      referer = target;
      target = "/article-" + random.nextInt(40);
      at += 5_000_000L + random.nextInt(40_000_000);
    }
  }

  /// As many requests a second, each from another address, that fetch nothing else.
  Traffic flood(int fromMinute, double minutes, double perSecond, String target) {
    return flood(fromMinute, minutes, perSecond, target, AGENTS);
  }

  Traffic flood(int fromMinute, double minutes, double perSecond, String target, String... agents) {
    long from = START + fromMinute * MINUTE;
    long step = (long) (1e6 / perSecond);
    for (long at = from; at < from + minutes * MINUTE; at += step) {
      visits.add(
          new Visit(
              at + random.nextInt(1000),
              0x5000_0000L + random.nextInt(1 << 28),
              target,
              agents[random.nextInt(agents.length)],
              "",
              503));
    }
    return this;
  }

  Traffic add(Visit visit) {
    visits.add(visit);
    return this;
  }

  List<Visit> inOrder() {
    visits.sort(Comparator.comparingLong(Visit::micros));
    return List.copyOf(visits);
  }

  static void feed(List<Visit> visits, KeyedHash hash, Consumer<Features> to) {
    Features features = new Features(hash);
    for (Visit visit : visits) {
      features.clear();
      features.startMicros = visit.micros;
      features.client(0, 0xffff_0000_0000L | visit.address);
      byte[] get = bytes("GET");
      features.method(get, 0, get.length);
      byte[] target = bytes(visit.target);
      features.target(target, 0, target.length);
      byte[] agent = bytes(visit.agent);
      features.userAgent(agent, 0, agent.length);
      byte[] referer = bytes(visit.referer);
      features.referer(referer, 0, referer.length);
      features.status(visit.status);
      features.bytes = 1000;
      to.accept(features);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
