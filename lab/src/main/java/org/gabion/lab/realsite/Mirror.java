package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.lab.demo.Child;
import org.gabion.lab.load.LoopbackSockets;

/// `gabion mirror` as an operator runs it: a process for each command, with the memory that the
/// launcher gives it. One thread.
final class Mirror {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final List<String> JAVA =
      List.of(
          "-Xmx160m",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dfile.encoding=UTF-8");
  private static final String MAIN = "org.gabion.cli.Gabion";
  private static final Pattern SITE = Pattern.compile("site id: +([0-9a-f]{64})");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /// @param folder the mirror's own is made in it
  Mirror(Path folder) {
    this.folder = folder;
    environment.put("GABION_PASSPHRASE", "four words for a lab");
  }

  /// What a target's login needs.
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  Path copy() {
    return folder.resolve("mirror/copy");
  }

  /// Makes keys and the site's id.
  String init() throws IOException, InterruptedException {
    Ran ran = run("init", folder.resolve("mirror").toString());
    Matcher site = SITE.matcher(ran.output());
    if (!site.find()) {
      throw new IOException("'gabion mirror init' told no id:\n" + ran.output());
    }
    return site.group(1);
  }

  /// Publishes, and sends to a target if one is named.
  Ran publish(Path site, String... target) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("publish"));
    arguments.add(folder.resolve("mirror").toString());
    arguments.addAll(List.of("--from", site.toString()));
    for (String one : target) {
      arguments.addAll(List.of("--to", one));
    }
    return run(arguments.toArray(String[]::new));
  }

  Ran run(String... arguments) throws IOException, InterruptedException {
    return Ran.run(
            Child.java(JAVA, MAIN, words(arguments)),
            Files.createDirectories(folder),
            environment,
            LIMIT)
        .wellEnded("gabion mirror " + String.join(" ", arguments));
  }

  private static List<String> words(String... arguments) {
    List<String> words = new ArrayList<>(List.of("mirror"));
    words.addAll(List.of(arguments));
    return words;
  }

  /// Serves a copy's pages.
  Serving.Server serve(Path copy) throws IOException, InterruptedException {
    int port = LoopbackSockets.freePort();
    Child process =
        Child.start(
            "gabion mirror serve",
            Child.java(
                JAVA, MAIN, words("serve", copy.toString(), "--listen", "127.0.0.1:" + port)),
            environment,
            Files.createTempFile(folder, "serve", ".txt"),
            _ -> {});
    return Serving.listening(process, port);
  }
}
