package org.gabion.guard.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Plays one [FramingCase] against a proxy, and tells in words what was not as expected. Not thread
/// safe.
final class FramingRun {
  /// How the bytes are cut into segments: the answer must not depend on it.
  enum Delivery {
    WHOLE,
    BYTE_BY_BYTE
  }

  private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final int proxyPort;
  private final RecordingOrigin origin;

  FramingRun(int proxyPort, RecordingOrigin origin) {
    this.proxyPort = proxyPort;
    this.origin = origin;
  }

  /// What went wrong; empty when all is as the case says.
  List<String> play(FramingCase framing, Delivery delivery) throws IOException {
    List<String> problems = new ArrayList<>();
    origin.forget();
    try (WireClient client = WireClient.connect(proxyPort)) {
      send(client, framing.bytes(), delivery);
      List<FramingCase.Expected> expected = framing.answers();
      for (int i = 0; i < expected.size() && problems.isEmpty(); i++) {
        readAnswer(client, expected.get(i), i, problems);
      }
      if (problems.isEmpty()) {
        end(client, framing, problems);
      }
    }
    if (problems.isEmpty()) {
      compareArrivals(framing, problems);
    }
    return problems;
  }

  private static void send(WireClient client, byte[] bytes, Delivery delivery) throws IOException {
    switch (delivery) {
      case WHOLE -> client.send(bytes);
      case BYTE_BY_BYTE -> Thread.ofVirtual().start(() -> client.trickle(bytes));
    }
  }

  private static void readAnswer(
      WireClient client, FramingCase.Expected expected, int number, List<String> problems) {
    String method =
        expected.reaches().stream().anyMatch(line -> line.startsWith("| HEAD ")) ? "HEAD" : "GET";
    try {
      if (expected.statuses().isEmpty()) {
        return;
      }
      WireAnswer answer = client.answer(method);
      if (!expected.statuses().contains(answer.status())) {
        problems.add(
            "answer " + (number + 1) + ": wanted " + expected.statuses() + ", got " + answer);
      } else if (!answer.whole()) {
        problems.add("answer " + (number + 1) + " broke off: " + answer);
      }
    } catch (IOException | RuntimeException failure) {
      problems.add(
          "answer " + (number + 1) + ": wanted " + expected.statuses() + ", got " + failure);
    }
  }

  /// The connection closes, or it goes on and is still in step; either way the proxy serves the
  /// next request.
  private void end(WireClient client, FramingCase framing, List<String> problems) {
    try {
      if (framing.closes()) {
        client.awaitClose();
        try (WireClient next = WireClient.connect(proxyPort)) {
          probe(next, problems);
        }
      } else {
        probe(client, problems);
      }
    } catch (IOException failure) {
      problems.add((framing.closes() ? "close: " : "next request: ") + failure);
    }
  }

  private static void probe(WireClient client, List<String> problems) throws IOException {
    WireAnswer answer = client.send(PROBE).answer();
    if (answer.status() != 200) {
      problems.add("the request behind it got " + answer);
    }
  }

  private void compareArrivals(FramingCase framing, List<String> problems) {
    List<FramingCase.Expected> reaching =
        framing.answers().stream().filter(answer -> !answer.reaches().isEmpty()).toList();
    boolean unfinished = framing.answers().stream().anyMatch(answer -> !answer.whole());
    int wanted = reaching.size();
    await(() -> arrived().size() >= wanted && arrived().stream().allMatch(Arrival::whole));
    List<Arrival> arrived = arrived();
    if (unfinished) {
      arrived.stream()
          .filter(Arrival::whole)
          .forEach(arrival -> problems.add("a whole request reached the origin:\n" + arrival));
      return;
    }
    if (arrived.size() != wanted) {
      problems.add(
          wanted + " requests should reach the origin, not " + arrived.size() + ":\n" + arrived);
      return;
    }
    for (int i = 0; i < wanted; i++) {
      compare(reaching.get(i), arrived.get(i)).ifPresent(problems::add);
    }
  }

  private List<Arrival> arrived() {
    return origin.arrivals().stream()
        .filter(arrival -> !arrival.head().startsWith("GET /probe "))
        .toList();
  }

  /// Waits a little for what is on its way; what does not come is reported by the comparison.
  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toMillis() * 20_000;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static Optional<String> compare(FramingCase.Expected expected, Arrival arrival) {
    if (expected.exact()) {
      List<String> wanted = expand(expected.reaches());
      return wanted.equals(arrival.shown())
          ? Optional.empty()
          : Optional.of(
              "reached the origin:\n" + arrival + "\nwanted:\n" + String.join("\n", wanted));
    }
    for (String line : expected.reaches()) {
      String text = Escapes.text(line.substring(2));
      boolean wanted = line.startsWith("+ ");
      boolean there = wanted ? arrival.headLines().contains(text) : arrival.value(text).isPresent();
      if (wanted != there) {
        return Optional.of(
            (wanted ? "missing at the origin: " : "unwanted at the origin: ")
                + text
                + "\n"
                + arrival);
      }
    }
    return Optional.empty();
  }

  static List<String> expand(List<String> lines) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("| <from ")) {
        String[] words = line.substring(8, line.length() - 1).split(" ", -1);
        all.add("| X-Forwarded-For: 127.0.0.1");
        all.add("| X-Forwarded-Proto: http");
        all.add("| X-Forwarded-Host: " + words[0]);
        all.add("| Forwarded: for=127.0.0.1;host=\"" + words[0] + "\";proto=http");
        all.add("| Via: " + (words.length > 1 ? words[1] : "1.1") + " gabion");
      } else {
        boolean text = line.startsWith("| ") || line.startsWith("~ ");
        all.add(
            text ? line.substring(0, 2) + Escapes.shown(Escapes.text(line.substring(2))) : line);
      }
    }
    return all;
  }
}
