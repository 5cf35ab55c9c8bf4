package org.gabion.guard.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Plays one [Http2Case] against a proxy that takes HTTP/2 with prior knowledge, and tells in words
/// what was not as expected. Not thread safe.
final class Http2Run {
  private static final int PROBE_STREAM = 20001;
  private static final long AWHILE_NANOS = 3_000_000_000L;
  private static final long MOMENT_NANOS = 200_000_000L;

  private final int proxyPort;
  private final RecordingOrigin origin;

  Http2Run(int proxyPort, RecordingOrigin origin) {
    this.proxyPort = proxyPort;
    this.origin = origin;
  }

  List<String> play(Http2Case http2) throws IOException {
    List<String> problems = new ArrayList<>();
    origin.forget();
    boolean bare = http2.frames().getFirst().equals("bare");
    List<String> frames = bare ? http2.frames().subList(1, http2.frames().size()) : http2.frames();
    try (Http2Wire wire = bare ? Http2Wire.bare(proxyPort) : Http2Wire.connect(proxyPort)) {
      try {
        wire.holdReplies();
        Http2Script.play(wire, frames);
        wire.sendReplies();
      } catch (IOException closed) {
        // Closed by the guard while the case was still writing: judged by what it said.
      }
      boolean connectionLives = true;
      for (String line : http2.expected()) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "stream" -> stream(wire, Integer.parseInt(words[1]), words, problems);
          case "connection" -> {
            connectionLives = false;
            connection(wire, words[1], problems);
          }
          case "either" -> {
            either(wire, Integer.parseInt(words[1]), words[2], problems);
            connectionLives = wire.goAwayCode() < 0 && !wire.ended();
          }
          case "ends" -> {
            connectionLives = false;
            if (!wire.until(wire::ended)) {
              problems.add("wanted the end of the connection, got" + goAway(wire));
            }
          }
          default -> {
            // A line about the origin, judged below.
          }
        }
      }
      if (connectionLives && problems.isEmpty()) {
        probe(wire, problems);
      }
      if (!wire.trouble().isEmpty()) {
        problems.add(wire.trouble());
      }
    }
    if (problems.isEmpty()) {
      arrivals(http2, problems);
    }
    return problems;
  }

  private static void stream(Http2Wire wire, int id, String[] words, List<String> problems) {
    Http2Wire.StreamView view = wire.await(id);
    boolean right =
        switch (words[2]) {
          case "malformed" ->
              view.resetCode() == 1
                  || view.status() >= 400 && view.status() < 500
                  || view.status() == 501;
          case "reset" -> codes(words[3]).contains(view.resetCode());
          case "closed" -> view.done();
          default ->
              Arrays.asList(words[2].split("\\|", -1)).contains(String.valueOf(view.status()))
                  && view.ended();
        };
    if (!right) {
      problems.add("wanted " + String.join(" ", words) + ", got " + view + goAway(wire));
    }
  }

  private static void connection(Http2Wire wire, String names, List<String> problems) {
    wire.until(wire::ended);
    if (!wire.ended() || !codes(names).contains(wire.goAwayCode())) {
      problems.add("wanted GOAWAY " + names + " and the end, got" + goAway(wire));
    }
  }

  private static void either(Http2Wire wire, int id, String names, List<String> problems) {
    List<Integer> codes = codes(names);
    boolean right =
        wire.until(
            () -> codes.contains(wire.goAwayCode()) || codes.contains(wire.stream(id).resetCode()));
    if (!right) {
      problems.add(
          "wanted "
              + names
              + " for the stream or the connection, got "
              + wire.stream(id)
              + goAway(wire));
    }
  }

  private static List<Integer> codes(String names) {
    return Arrays.stream(names.split("\\|", -1)).map(Http2Script::code).toList();
  }

  private static String goAway(Http2Wire wire) {
    return " GOAWAY " + wire.goAwayCode() + (wire.ended() ? ", ended" : ", still open");
  }

  private static void probe(Http2Wire wire, List<String> problems) throws IOException {
    wire.get(PROBE_STREAM, "/probe");
    Http2Wire.StreamView view = wire.await(PROBE_STREAM);
    if (view.status() != 200) {
      problems.add("the request behind it got " + view + goAway(wire));
    }
  }

  private void arrivals(Http2Case http2, List<String> problems) {
    List<String> wanted =
        http2.expected().stream()
            .filter(line -> line.startsWith("|") || line.startsWith("~"))
            .toList();
    boolean unfinished = http2.expected().contains("unfinished");
    boolean any = http2.expected().contains("any");
    if (any) {
      return;
    }
    boolean perhaps = http2.expected().contains("perhaps");
    long awhile = perhaps ? MOMENT_NANOS : AWHILE_NANOS;
    long end = System.nanoTime() + (wanted.isEmpty() ? 0 : awhile);
    while (System.nanoTime() < end && (arrived().isEmpty() || !arrived().getLast().whole())) {
      Thread.onSpinWait();
    }
    List<Arrival> arrived = arrived();
    if (unfinished) {
      arrived.stream()
          .filter(Arrival::whole)
          .forEach(whole -> problems.add("reached the origin whole:\n" + whole));
      return;
    }
    List<String> shown = arrived.stream().flatMap(arrival -> arrival.shown().stream()).toList();
    List<String> expanded = expand(wanted);
    if (!shown.equals(expanded) && !(perhaps && shown.isEmpty())) {
      problems.add(
          "reached the origin:\n"
              + String.join("\n", shown)
              + "\nwanted:\n"
              + String.join("\n", expanded));
    }
  }

  private List<Arrival> arrived() {
    return origin.arrivals().stream()
        .filter(arrival -> !arrival.head().startsWith("GET /probe "))
        .toList();
  }

  private static List<String> expand(List<String> lines) {
    return FramingRun.expand(lines);
  }
}
