package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.mirror.check.CheckHistory;
import org.gabion.mirror.check.CheckKind;
import org.gabion.mirror.check.CheckRules;
import org.gabion.mirror.check.MirrorCheck;
import org.gabion.mirror.check.PlaceFinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A site with three mirrors, made, joined and checked as operators type it; the mirrors serve on
/// loopback addresses of their own.
final class MirrorCheckCommandTest {
  private static final int MIRRORS = 3;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine gabion =
      Gabion.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private Path copy;
  private String id;
  private String publisher;

  @BeforeEach
  void makeMirrors() throws IOException {
    Path mirror = folder.resolve("mirror");
    Path site = Files.createDirectories(folder.resolve("site"));
    for (int i = 0; i < 20; i++) {
      Files.writeString(site.resolve("page-" + i + ".html"), "<title>Page</title>" + i);
    }
    Path passphrase = folder.resolve("passphrase");
    Files.writeString(passphrase, "four words for tests\n");
    String[] open = {"--passphrase-file", passphrase.toString()};
    run(open, "mirror", "init", mirror.toString());
    run(open, "mirror", "publish", mirror.toString(), "--from", site.toString());
    copy = mirror.resolve("copy");
    id =
        out.toString()
            .lines()
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .filter(word -> word.matches("[0-9a-f]{64}"))
            .findFirst()
            .orElseThrow();
    publisher = serve("127.0.0.1", copy);
    for (int i = 1; i <= MIRRORS; i++) {
      String url = serve("127.81.0." + i, store(i));
      urls.add(url);
      String[] lab = {"--lab", "--once"};
      run(lab, "mirror", "join", id + "@" + publisher, "--store", store(i) + "", "--own", url);
      run(open, "mirror", "roster", "add", mirror.toString(), store(i) + "/consent.txt");
    }
    forget();
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private Path store(int number) {
    return folder.resolve("store-" + number);
  }

  private String serve(String address, Path files) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 64);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            Path file = files.resolve(exchange.getRequestURI().getPath().substring(1));
            boolean there = Files.isRegularFile(file);
            byte[] body = there ? Files.readAllBytes(file) : new byte[] {'-'};
            exchange.sendResponseHeaders(there ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    servers.add(server);
    return "http://" + address + ":" + server.getAddress().getPort() + "/";
  }

  @Test
  void check_allWell_tellsTheTwoNumbersFirst() throws IOException {
    Path json = folder.resolve("check.json");
    Path html = folder.resolve("check.html");

    assertThat(
            check(
                "--lab",
                id + "@" + publisher,
                "--audit",
                "--min-intact",
                "3",
                "--json",
                json.toString(),
                "--html",
                html.toString(),
                "--history",
                folder.resolve("check.db").toString()))
        .as(err::toString)
        .isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).isEqualTo("Intact copies: 3 of 3 mirrors");
    assertThat(lines.get(1))
        .isEqualTo("Kill number: 1: address prefix 127.81.0.0/24 could silence the site alone");
    assertThat(lines.get(2))
        .isEqualTo("  to raise it: add a copy outside address prefix 127.81.0.0/24");
    assertThat(lines).filteredOn(line -> line.startsWith("intact ")).hasSize(3);
    JsonNode report = json(Files.readString(json));
    assertThat(report.get("schema").asString()).isEqualTo("gabion.mirror-check/1");
    assertThat(report.get("intactCopies").asInt()).isEqualTo(3);
    assertThat(report.get("killNumber").get("number").asInt()).isEqualTo(1);
    assertThat(report.get("site").asString()).isEqualTo(id);
    assertThat(Files.readString(html)).contains("<svg", "3 of 3 mirrors");
    assertThat(err.toString()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.endsWith(".new"));
    }
  }

  private static JsonNode json(String text) {
    return JsonMapper.builder().build().readTree(text);
  }

  @Test
  void check_damagedAndDeadMirrors_failsAndNamesThem() throws IOException {
    Path objects = store(1).resolve(CopyPaths.OBJECTS);
    try (Stream<Path> files = Files.walk(objects)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "other");
      }
    }
    servers.get(2).stop(0);
    String database = folder.resolve("check.db").toString();

    assertThat(check("--lab", copy.toString(), "--audit", "--history", database)).isZero();
    assertThat(check("--lab", copy.toString(), "--min-intact", "2", "--json", "-")).isZero();

    assertThat(out.toString()).contains("Intact copies: 1 of 3 mirrors");
    // The light probe without a history sees only heads.
    JsonNode report = json(out.toString().substring(out.toString().indexOf("{\n")));
    assertThat(report.get("classes").get("unreachable").asInt()).isEqualTo(1);
    forget();
    assertThat(
            check(
                "--lab",
                copy.toString(),
                "--history",
                database,
                "--json",
                "-",
                "--min-intact",
                "2"))
        .isEqualTo(ExitCode.FAILED);
    JsonNode first = json(out.toString()).get("mirrors").get(0);
    assertThat(first.get("url").asString()).isEqualTo(urls.get(0));
    assertThat(first.get("class").asString()).isEqualTo("corrupt");
    assertThat(first.get("faults").get(0).get("kind").asString()).isEqualTo("wrong");
  }

  @Test
  void check_withoutLab_contactsNobodyOnLoopback() {
    requests.set(0);

    assertThat(check(copy.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("Intact copies: 0 of 3 mirrors")
        .contains("is no address of the public internet: it is not contacted");
    assertThat(check(id + "@" + publisher)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("not contacted");

    assertThat(requests).hasValue(0);
  }

  @Test
  void check_wrongInput_endsWithTwoAndSaysWhy() throws IOException {
    requests.set(0);
    assertThat(check("--lab", publisher)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("write the id, 64 digits");
    Path database = folder.resolve("check.db");
    Files.writeString(database, "this is no database, but it may be dear to somebody".repeat(40));
    byte[] before = Files.readAllBytes(database);
    forget();
    assertThat(check("--lab", copy.toString(), "--history", database.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("check.db is damaged, and was left as it is");
    assertThat(database).hasBinaryContent(before);
    forget();
    assertThat(check("--lab", copy.toString(), "--places", database.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("check.db is no database of addresses");
    forget();
    assertThat(check("--lab", copy.toString(), "--html", database + "/page.html"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("make it first");
    assertThat(check("--lab", copy.toString(), "--every", "1s")).isEqualTo(ExitCode.USAGE);
    assertThat(check("--lab", copy.toString(), "--keep", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(requests).hasValue(0);
  }

  @Test
  void check_goneCopyToBeginWith_takesTheNextOne() throws IOException {
    servers.get(0).stop(0);

    assertThat(check("--lab", id + "@" + publisher)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("name another one");
    assertThat(check("--lab", id + "@" + publisher, copy.toString())).as(err::toString).isZero();
    Files.delete(copy.resolve(CopyPaths.HEAD));
    forget();
    assertThat(check("--lab", copy.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(CopyPaths.HEAD);
  }

  @Test
  void repeat_severalRounds_tellsOnlyWhatIsNew() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    List<IOException> faults = new CopyOnWriteArrayList<>();
    CheckOutputs outputs =
        new CheckOutputs(
            CheckOutputs.Form.WORDS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    Path database = folder.resolve("check.db");
    try (MirrorCheck check =
            new MirrorCheck(CheckRules.USUAL.inLab(), Clock.systemUTC(), PlaceFinder.none());
        CheckHistory history = CheckHistory.open(database, Duration.ofDays(1))) {
      CheckRun run =
          new CheckRun(
              check,
              new CheckRun.Subject(List.of(copy.toString()), Optional.empty(), CheckKind.LIGHT, 1),
              Optional.of(history),
              outputs);
      Thread rounds =
          Thread.ofPlatform().start(() -> run.repeat(Duration.ofMillis(100), faults::add, stopped));
      await().until(() -> out.toString().contains("UTC  intact copies: 3 of 3 mirrors"));
      servers.get(3).stop(0);
      await().until(() -> out.toString().contains("unreachable: " + urls.get(2)));
      stopped.countDown();
      rounds.join(Duration.ofSeconds(20));
      assertThat(rounds.isAlive()).isFalse();
      assertThat(history.points().size()).isGreaterThan(2);
      assertThat(history.periods(urls.get(2))).hasSize(2);
    }
    assertThat(faults).isEmpty();
    assertThat(out.toString()).containsOnlyOnce("Kill number:").containsOnlyOnce(urls.get(0));
  }

  private int check(String... words) {
    List<String> all = new ArrayList<>(List.of("mirror", "check"));
    all.addAll(Arrays.asList(words));
    return gabion.execute(all.toArray(String[]::new));
  }

  private void forget() {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
  }

  private void run(String[] more, String... words) {
    String[] all = Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new);
    assertThat(gabion.execute(all)).as(err::toString).isZero();
  }
}
