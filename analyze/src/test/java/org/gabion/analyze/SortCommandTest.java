package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SortCommandTest {
  private static final Instant START = Instant.parse("2025-12-30T23:10:07Z");

  @TempDir Path folder;

  /// How a format writes a line of a time; the number is one that the line holds too.
  record Written(String name, BiFunction<Instant, Integer, String> line) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Written> FORMATS =
      List.of(
          new Written(
              "combined",
              (t, n) ->
                  "10.0.%d.1 - joe [%s] \"GET /%d HTTP/1.1\" 200 5".formatted(n, clf(t, "Z"), n)),
          new Written(
              "combined, east of Greenwich",
              (t, n) ->
                  "10.0.%d.1 - - [%s] \"GET / HTTP/1.1\" 200 5".formatted(n, clf(t, "+05:30"))),
          new Written(
              "vhost",
              (t, n) ->
                  "s%d.example 10.0.0.1 - - [%s] \"GET / HTTP/1.1\" 200".formatted(n, clf(t, "Z"))),
          new Written(
              "haproxy",
              (t, n) ->
                  "%s lb haproxy[%d]: 10.0.0.1:44 [%s.123] web app/s1 0/0/1/2/3 200"
                      .formatted(
                          form(t, "MMM ppd HH:mm:ss", "Z"),
                          n,
                          form(t, "dd/MMM/yyyy:HH:mm:ss", "Z"))),
          new Written(
              "w3c", (t, n) -> form(t, "yyyy-MM-dd HH:mm:ss", "Z") + " 10.0.0." + n + " GET / 200"),
          new Written(
              "w3c with the client first",
              (t, n) -> "10.0.0." + n + " " + form(t, "yyyy-MM-dd HH:mm:ss", "Z") + " GET / 200"),
          new Written(
              "cloudfront",
              (t, n) -> "E" + n + "\t" + form(t, "yyyy-MM-dd\tHH:mm:ss", "Z") + "\tLHR\t200"),
          new Written("alb", (t, n) -> "h2 " + t + " app/lb/" + n + " 10.0.0.1:2817 200"),
          new Written("envoy", (t, n) -> "[" + t + "] \"GET /" + n + " HTTP/1.1\" 200"),
          new Written(
              "squid",
              (t, n) -> "%d.%03d %d 10.0.0.1 TCP_HIT/200".formatted(t.getEpochSecond(), n, n)));

  static final List<Written> JSON =
      List.of(
          new Written(
              "json with a number",
              (t, n) ->
                  "{\"level\":\"info\",\"request\":{\"ts\":1,\"n\":%d},\"ts\":%d.5,\"status\":200}"
                      .formatted(n, t.getEpochSecond())),
          new Written(
              "json with text",
              (t, n) -> "{\"ua\":\"a,\\\"%d{\",\"time\":\"%s\",\"status\":200}".formatted(n, t)),
          new Written(
              "json with the time of nginx",
              (t, n) -> "{\"n\":%d,\"time_local\":\"%s\"}".formatted(n, clf(t, "Z"))));

  @ParameterizedTest
  @FieldSource("FORMATS")
  void of_lineOfText_sortsByTime(Written format) throws Exception {
    sorts(format);
  }

  @ParameterizedTest
  @FieldSource("JSON")
  void of_lineOfJson_sortsByTime(Written format) throws Exception {
    String name = format.name();
    assertThat(command(format.line().apply(START, 1))).as(name).get().asString().startsWith("jq ");
    assumeThat(isThere("jq")).isTrue();
    sorts(format);
  }

  private void sorts(Written format) throws IOException, InterruptedException {
    List<String> ordered = new ArrayList<>();
    Random random = new Random(9);
    for (int i = 0; i < 60; i++) {
      // Across days, months and a year.
      ordered.add(format.line().apply(START.plusSeconds(i * 40_007L), random.nextInt(200)));
    }
    List<String> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, random);
    Files.write(folder.resolve("a.log"), shuffled);
    String command = command(ordered.getFirst()).orElseThrow();
    Process sort =
        new ProcessBuilder("sh", "-c", command + " a.log > sorted.log")
            .directory(folder.toFile())
            .start();
    assertThat(sort.waitFor()).as(command).isZero();
    assertThat(Files.readAllLines(folder.resolve("sorted.log")))
        .as(command)
        .containsExactlyElementsOf(ordered);
  }

  @Test
  void of_otherTimeBeforeTheLinesOwn_isPassedOver() {
    String line = "s 2020-01-01T00:00:00 | " + START + " 200";
    assertThat(command(line)).contains("LC_ALL=C sort -s -t ' ' -k 4.1,4.19");
  }

  @Test
  void of_timeInNoUsualForm_isNoCommand() {
    assertThat(command("10.0.0.1 30.12.2025 23h10 GET /")).isEmpty();
    assertThat(command("{\"inner\":{\"time\":\"" + START + "\"}}")).isEmpty();
    assertThat(command("")).isEmpty();
  }

  private static Optional<String> command(String line) {
    return SortCommand.of(
        line.getBytes(StandardCharsets.UTF_8), START.getEpochSecond() * 1_000_000 + 5);
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String clf(Instant time, String zone) {
    return form(time, "dd/MMM/yyyy:HH:mm:ss Z", zone);
  }

  private static String form(Instant time, String pattern, String zone) {
    ZoneId id = zone.equals("Z") ? ZoneOffset.UTC : ZoneId.of(zone);
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(id).format(time);
  }
}
