package org.gabion.lab.realsite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.lab.demo.Child;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.publish.Founding;
import org.gabion.mirror.restore.Restore;

/// A mirror whose commands run as processes of their own, so that they can be killed; and a site of
/// many pages, each of which differs in each version.
final class KilledMirror {
  static final int PAGES = 150;

  private static final String PASSPHRASE = "four words for tests";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> QUICK =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx160m");

  private final Path temp;
  private final Digest id;
  private final Map<String, String> environment = new HashMap<>();
  private int restored;

  KilledMirror(Path temp) throws IOException {
    this.temp = temp;
    environment.put("GABION_PASSPHRASE", PASSPHRASE);
    id =
        Founding.USUAL
            .found(
                copy(),
                mirror().resolve("keys"),
                PASSPHRASE.toCharArray(),
                1000,
                Clock.systemUTC(),
                new SecureRandom())
            .site();
  }

  Path mirror() {
    return temp.resolve("mirror");
  }

  Path copy() {
    return mirror().resolve("copy");
  }

  Digest id() {
    return id;
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /// The site in a version: all pages say which; some come and go.
  Path site(int version) throws IOException {
    Path site = temp.resolve("site-" + version);
    if (Files.exists(site)) {
      return site;
    }
    Files.createDirectories(site);
    Random random = new Random(version);
    for (int page = 0; page < PAGES; page++) {
      byte[] noise = new byte[1200];
      random.nextBytes(noise);
      int number = page < PAGES - 10 ? page : page + 10 * (version % 2);
      Files.writeString(
          site.resolve("page-" + number + ".html"),
          "<!doctype html><title>A page</title><h1>"
              + words(version)
              + "</h1><p>"
              + java.util.HexFormat.of().formatHex(noise)
              + "<p><a href=\"page-0.html\">first</a>",
          StandardCharsets.UTF_8);
    }
    Files.writeString(site.resolve("index.html"), "<h1>" + words(version) + "</h1>");
    return site;
  }

  /// What every page of a version says.
  static String words(int version) {
    return "this is version " + version + " of it";
  }

  Process start(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("mirror"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(Child.java(QUICK, "org.gabion.cli.Gabion", words))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("said.txt").toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// Runs a command, which must do well.
  void run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(temp.resolve("said.txt"))).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /// When to kill.
  interface Moment {
    boolean isNow() throws IOException;
  }

  /// Kills a process at a moment, without a warning.
  ///
  /// @return whether it was still at work
  static boolean kill(Process process, Moment moment) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try {
      while (process.isAlive() && !moment.isNow()) {
        assertThat(System.nanoTime()).as("the moment never came").isLessThan(deadline);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue() == 137;
  }

  /// Which edition a reader of a copy sees; 0 for none.
  static long edition(Path copy) throws IOException {
    Path head = copy.resolve(CopyPaths.HEAD);
    return Files.exists(head)
            && HeadFile.parse(Files.readAllBytes(head))
                instanceof Parsed.Valid<HeadFile>(HeadFile file)
        ? file.head().document().sequence()
        : 0;
  }

  /// A reader of the copy gets one version of the site, whole, byte for byte.
  void assertHolds(Path copy, int version) throws IOException {
    FolderSource source = new FolderSource(copy);
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, id)));
    Path back = temp.resolve("back-" + restored++);
    new Restore(OpenedCopy.open(source, head.file().head()), back).run();
    Findings findings = new Findings();
    Trees.compare(site(version), back, findings, "restored");
    assertThat(findings.count()).as("differences from version " + version).isZero();
  }

  /// All pages to read are of one version, and there is none for a page that is gone.
  void assertReadable(Path copy, int version) throws IOException {
    try (Stream<Path> files = Files.walk(copy.resolve("r"))) {
      List<Path> pages =
          files.filter(Files::isRegularFile).filter(p -> p.toString().endsWith(".html")).toList();
      assertThat(pages).hasSize(PAGES + 1);
      for (Path page : pages) {
        assertThat(page).content().contains(words(version));
      }
    }
  }

  /// Files of a copy that go out, but its head.
  static Set<String> files(Path copy) throws IOException {
    return Trees.files(copy).stream()
        .filter(path -> !path.equals(CopyPaths.HEAD))
        .filter(path -> !path.substring(path.lastIndexOf('/') + 1).startsWith("."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// How many of the files that go out are not at a target as they are here.
  int missing(Path there) throws IOException {
    int missing = 0;
    for (String path : files(copy())) {
      Path file = there.resolve(path);
      if (!Files.exists(file) || Files.mismatch(copy().resolve(path), file) >= 0) {
        missing++;
      }
    }
    return missing;
  }

  /// Makes everything as old as garbage has to be.
  static void age(Path folder) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }
}
