package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import picocli.CommandLine;

/// The command as a process of its own, with signals; and, in this process, what keeps it from
/// starting.
@ResourceLock("processes")
class GuardCommandTest {
  private static final Pattern LISTENS =
      Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+) for (http://\\S+);");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private List<Process> started = List.of();

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void guard_asProcess_servesReloadsReopensAndDrains() throws Exception {
    try (Origin origin = new Origin()) {
      Path config = folder.resolve("gabion.yaml");
      write(
          config,
          origin.url(),
          "guard:\n  origin: %s\n  listen: 127.0.0.1:0\n  admin: {enabled: false}\n");
      Path log = folder.resolve("stderr");
      Process guard = start(log, "guard", "--config", config.toString());

      Matcher line = awaitStartLine(guard, log);
      assertThat(line.group(2)).isEqualTo(origin.url());
      assertThat(get(line.group(1) + "/hello")).isEqualTo("hello from the origin");

      write(config, origin.url(), "guard:\n  origin: %s\n  lisen: 1\n  http: {max-head: 1}\n");
      signal(guard, "HUP");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(log).contains("one before stays in force"));
      assertThat(Files.readString(log)).contains("lisen").contains("max-head");
      assertThat(get(line.group(1) + "/hello")).isEqualTo("hello from the origin");

      write(
          config,
          origin.url(),
          "guard:\n"
              + "  origin: %s\n"
              + "  listen: 127.0.0.1:0\n"
              + "  observe-only: true\n"
              + "  admin: {enabled: false}\n");
      signal(guard, "HUP");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(log).contains("changed configuration is in force"));

      signal(guard, "USR1");
      assertThat(get(line.group(1) + "/hello")).isEqualTo("hello from the origin");

      signal(guard, "TERM");
      assertThat(guard.waitFor(PATIENCE)).isTrue();
      assertThat(guard.exitValue()).isEqualTo(ExitCode.DONE);
      assertThat(Files.readString(log))
          .contains("The guard has stopped")
          .doesNotContain("Exception");
    }
  }

  @Test
  void guard_withFewFiles_takesFewerConnectionsAndSaysSo() throws Exception {
    try (Origin origin = new Origin()) {
      Path config = folder.resolve("gabion.yaml");
      write(
          config,
          origin.url(),
          "guard:\n  origin: %s\n  listen: 127.0.0.1:0\n  admin: {enabled: false}\n");
      Path log = folder.resolve("stderr");
      Process guard =
          start(
              List.of("sh", "-c", "ulimit -n 1000 && exec \"$@\"", "sh"),
              log,
              "guard",
              "--config",
              config.toString());

      Matcher line = awaitStartLine(guard, log);
      assertThat(get(line.group(1) + "/hello")).isEqualTo("hello from the origin");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(Files.readString(log))
                      .contains("connections are taken instead of 10000")
                      .contains("only 1000 files may be open"));
    }
  }

  @Test
  void guard_onAllAddresses_callsThemAsConfigured() throws Exception {
    Path log = folder.resolve("stderr");
    Path config = folder.resolve("gabion.yaml");
    write(
        config,
        "http://127.0.0.1:9",
        "guard:\n  origin: %s\n  listen: 0.0.0.0:0\n  admin: {enabled: false}\n");
    start(log, "guard", "--config", config.toString());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(Files.readString(log)).contains("listens on http://0.0.0.0:"));
  }

  @Test
  void guard_whoseAddressIsTaken_saysSoAndExits69() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StringWriter err = new StringWriter();
      String address = "127.0.0.1:" + taken.getLocalPort();
      int code =
          gabion(err).execute("guard", "--origin", "http://127.0.0.1:1", "--listen", address);
      assertThat(code).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(err.toString()).contains("can not listen on " + address).hasLineCount(1);
    }
  }

  @Test
  void guard_onAddressOfNoInterface_saysSoAndExits69() {
    StringWriter err = new StringWriter();
    int code =
        gabion(err)
            .execute("guard", "--origin", "http://127.0.0.1:1", "--listen", "192.0.2.1:8080");
    assertThat(code).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("does not have that address").hasLineCount(1);
  }

  @Test
  void guard_withoutOrigin_isWrongUsage() {
    StringWriter err = new StringWriter();
    assertThat(gabion(err).execute("guard")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Name the web server to protect");
  }

  @Test
  void guard_withWrongOptions_tellsEveryProblemByItsOption() {
    StringWriter err = new StringWriter();
    int code =
        gabion(err)
            .execute(
                "guard", "--origin", "example.org", "--listen", "80", "--listen", "127.0.0.1:81");
    assertThat(code).isEqualTo(ExitCode.CONFIG);
    assertThat(err.toString())
        .contains("--origin: guard.origin 'example.org' has no scheme")
        .contains("--listen: guard.listen[0].address '80' is no address")
        .contains("2 problems.");
  }

  @Test
  void options_overTheFile_replaceItsKeys() throws IOException {
    Path file = folder.resolve("gabion.yaml");
    Files.writeString(
        file,
        "guard:\n  origins: [http://a.example]\n  listen: 0.0.0.0:80\n  http: {max-headers: 50}\n");
    Configuration read =
        Configuration.read(
            new Configuration.Source(
                Optional.of(file),
                Map.of(
                    "origin", List.of("http://b.example"),
                    "listen", List.of("127.0.0.1:1", "127.0.0.1:2"),
                    "observe-only", List.of("true"))));
    assertThat(read.problems()).isEmpty();
    assertThat(read.guard().sites().getFirst().origins().addresses().toString())
        .contains("b.example")
        .doesNotContain("a.example");
    assertThat(read.guard().listeners()).hasSize(2);
    assertThat(read.guard().http().maxHeaders()).isEqualTo(50);
    assertThat(read.guard().observeOnly()).isTrue();
  }

  private static CommandLine gabion(StringWriter err) {
    return Gabion.commandLine().setErr(new PrintWriter(err, true));
  }

  private Process start(Path log, String... arguments) throws IOException {
    return start(List.of(), log, arguments);
  }

  private Process start(List<String> before, Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Gabion.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started = List.of(process);
    return process;
  }

  private static Matcher awaitStartLine(Process guard, Path log) throws IOException {
    await()
        .atMost(PATIENCE)
        .until(() -> LISTENS.matcher(Files.readString(log)).find() || !guard.isAlive());
    Matcher line = LISTENS.matcher(Files.readString(log));
    assertThat(line.find()).as(Files.readString(log)).isTrue();
    return line;
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(code).isZero();
  }

  private static void write(Path file, String origin, String template) throws IOException {
    Files.writeString(file, template.replace("%s", origin));
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /// A web server that always says the same.
  private static final class Origin implements AutoCloseable {
    private final HttpServer server;

    Origin() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = "hello from the origin".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
