package org.gabion.mirror.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.Chromium;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.StaticNginx;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.publish.WrittenEdition;
import org.gabion.mirror.rendition.RenditionRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of a bundle that checks it, in a real browser from a disk: an unpacked bundle is handed
/// to it whole, then with one thing wrong.
final class VerifierPageTest {
  @TempDir private static Path folder;
  private static Chromium browser;
  private static MirrorRig rig;
  private static OpenedCopy copy;
  private static Path zip;

  @TempDir private Path temp;
  private Path stick;

  @BeforeAll
  static void bundle() throws Exception {
    rig = MirrorRig.found(folder);
    WrittenEdition site = new WrittenEdition(rig);
    byte[] large = new byte[(2 << 20) + 5];
    new java.util.Random(3).nextBytes(large);
    site.html("/", "<html lang=en><title>Home</title><a href=/a>a</a>");
    site.html("/a", "<title>A</title>");
    site.page("/film.bin", 200, "application/octet-stream", large);
    site.redirect("/old", "/a");
    for (int i = 0; i < 150; i++) {
      site.text("/t/" + i, "text/plain", "text " + i);
    }
    copy = site.write(7, Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    zip = folder.resolve("site.zip");
    Bundle.write(copy, RenditionRules.unknownSite(), zip);
    browser = new Chromium(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void unpack() throws IOException {
    stick = Files.createDirectories(temp.resolve("stick"));
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(file.entries())) {
        Path to = stick.resolve(entry.getName());
        Files.createDirectories(to.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, to);
        }
      }
    }
  }

  private void check() throws Exception {
    check("");
  }

  /// Opens the page, enters a fingerprint, hands over the folder and waits for the verdict.
  private void check(String fingerprint) throws Exception {
    browser.open(stick.resolve(Bundle.VERIFIER).toUri());
    browser.value("document.querySelector('#known').value = '" + fingerprint + "'");
    browser.choose("#folder", stick);
    browser.until("!document.querySelector('#result').hidden");
  }

  private static String verdict() throws Exception {
    return browser.value("document.querySelector('#verdict').innerText").asString();
  }

  private static String faults() throws Exception {
    return browser.value("document.querySelector('#fault-list').innerText").asString();
  }

  private static String facts() throws Exception {
    return browser.value("document.querySelector('#facts').innerText").asString();
  }

  private Path objectOf(String key) throws Exception {
    ObjectRef object =
        copy.route(RouteKey.parse(key).orElseThrow()).orElseThrow().objects().getLast();
    return stick.resolve(CopyPaths.object(object.digest()));
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void goodCopy_isWhole_andAsksNobody() throws Exception {
    check();

    assertThat(verdict()).startsWith("This copy is WHOLE. Now compare the fingerprint below");
    assertThat(facts())
        .contains(rig.site().fingerprint(), rig.site().toString(), "fresh", "154 pages", "2.0 MiB");
    assertThat(faults()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests())
        .filteredOn(url -> !url.startsWith("data:"))
        .containsExactly(stick.resolve(Bundle.VERIFIER).toUri().toString());
  }

  @Test
  void knownFingerprint_thatFits_isSaid() throws Exception {
    check(rig.site().fingerprint().toUpperCase(java.util.Locale.ROOT));

    assertThat(verdict()).contains("WHOLE, and it is the site whose fingerprint you entered");
  }

  @Test
  void knownFingerprint_ofAnotherSite_isRefused() throws Exception {
    check("0123-4567-89ab-cdef-0123-4567-89ab-cdef");

    assertThat(verdict()).startsWith("This is a copy of ANOTHER site");
  }

  @Test
  void flippedByte_isNamedWithThePageThatNeedsIt() throws Exception {
    flip(objectOf("/film.bin"), 3);

    check();

    assertThat(verdict()).startsWith("This copy is DAMAGED: 1 file is wrong or missing");
    assertThat(faults())
        .contains(stick.relativize(objectOf("/film.bin")).toString(), "needed by /film.bin")
        .contains("does not hold the bytes that were signed");
  }

  @Test
  void missingObject_isNamed() throws Exception {
    Files.delete(objectOf("/a"));

    check();

    assertThat(verdict()).startsWith("This copy is DAMAGED: 1 file");
    assertThat(faults()).contains("is missing (needed by /a)");
  }

  @Test
  void damagedIndex_isNamed() throws Exception {
    flip(stick.resolve(CopyPaths.shard(copy.header().shards().get(1).digest())), 200);

    check();

    assertThat(verdict()).contains("DAMAGED");
    assertThat(faults()).contains(".gabion/i/" + copy.header().shards().get(1).digest());
  }

  @Test
  void damagedSnapshot_isNamed() throws Exception {
    flip(stick.resolve(CopyPaths.snapshot(7)), 200);

    check();

    assertThat(verdict()).contains("DAMAGED");
    assertThat(faults()).contains(".gabion/snap/7 does not hold the bytes that were signed");
  }

  @Test
  void changedHead_isRefused() throws Exception {
    Path head = stick.resolve(CopyPaths.HEAD);
    String text = Files.readString(head).replace("\nsequence 7\n", "\nsequence 8\n");
    Files.writeString(head, text);

    check();

    assertThat(verdict())
        .startsWith("This copy is REFUSED: the head is not signed by enough release holders");
  }

  @Test
  void headSignedByAStranger_isRefused() throws Exception {
    Head head = copy.head().document();
    List<HolderKeys> stranger =
        List.of(HolderKeys.generate(Role.RELEASE, "release", new SecureRandom()));
    Signed<Head> signed = HolderKeys.sign(head, head.body(), stranger);
    Files.write(
        stick.resolve(CopyPaths.HEAD), new HeadFile(signed, java.util.Optional.empty()).bytes());

    check();

    assertThat(verdict()).startsWith("This copy is REFUSED");
  }

  @Test
  void headWithOneOfTwoSignatures_isRefused() throws Exception {
    Path head = stick.resolve(CopyPaths.HEAD);
    for (String algorithm : List.of("ed25519", "p256")) {
      Files.write(head, copy.head().bytes());
      Files.writeString(
          head, Files.readString(head).replaceAll("(?m)^sig " + algorithm + " .*\n", ""));

      check();

      assertThat(verdict())
          .as(algorithm)
          .startsWith("This copy is REFUSED: the head is not signed");
    }
  }

  @Test
  void swappedRoot_isRefused() throws Exception {
    MirrorRig other = MirrorRig.found(Files.createDirectories(temp.resolve("other")));
    Files.copy(
        other.copy().resolve(CopyPaths.root(1)),
        stick.resolve(CopyPaths.root(1)),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    check();

    assertThat(verdict()).startsWith("This copy is REFUSED: the head is of another site");
  }

  @Test
  void changedRoot_isRefused() throws Exception {
    Path root = stick.resolve(CopyPaths.root(1));
    Files.writeString(root, Files.readString(root).replace("\nrelease 1\n", "\nrelease 2\n"));

    check();

    assertThat(verdict()).startsWith("This copy is REFUSED");
  }

  @Test
  void droppedFolder_isCheckedToo() throws Exception {
    browser.open(stick.resolve(Bundle.VERIFIER).toUri());
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      browser.call(
          "Input.dispatchDragEvent",
          Map.of(
              "type",
              type,
              "x",
              200,
              "y",
              100,
              "data",
              Map.of(
                  "items", List.of(),
                  "files", List.of(stick.toString()),
                  "dragOperationsMask", 1)));
    }
    browser.until("!document.querySelector('#result').hidden");
    assertThat(verdict()).contains("WHOLE");
  }

  @Test
  void folderWithoutACopy_isSaid() throws Exception {
    browser.open(stick.resolve(Bundle.VERIFIER).toUri());
    browser.choose("#folder", stick.resolve("r"));
    browser.until("!document.querySelector('#result').hidden");

    assertThat(verdict()).startsWith("There is no copy in this folder");
  }

  @Test
  void oldCopy_isWholeAndItsAgeIsTold() throws Exception {
    MirrorRig old = MirrorRig.found(Files.createDirectories(temp.resolve("old")));
    OpenedCopy oldCopy =
        new WrittenEdition(old)
            .html("/", "<p>old")
            .write(
                1,
                Instant.now()
                    .minus(Duration.ofDays(40))
                    .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    try (Stream<Path> files = Files.walk(old.copy())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = temp.resolve("oldstick").resolve(old.copy().relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    browser.open(stick.resolve(Bundle.VERIFIER).toUri());
    browser.choose("#folder", temp.resolve("oldstick"));
    browser.until("!document.querySelector('#result').hidden");

    assertThat(verdict()).contains("WHOLE");
    assertThat(facts())
        .contains(
            oldCopy.header().site().fingerprint(), "stale: the next edition is overdue by 33");
  }

  @Test
  void browserWithoutEd25519_saysWhatItDidNotCheck() throws Exception {
    browser.open(stick.resolve(Bundle.VERIFIER).toUri());
    browser.value(
        "{ const real = crypto.subtle.importKey.bind(crypto.subtle); crypto.subtle.importKey ="
            + " (f, k, a, ...more) => a.name === 'Ed25519' ? Promise.reject(new Error('unknown'))"
            + " : real(f, k, a, ...more); }");
    browser.choose("#folder", stick);
    browser.until("!document.querySelector('#result').hidden");

    assertThat(verdict()).contains("whole, with a reservation", "Ed25519", "was not checked");
  }

  @Test
  void page_fromAServerOnLoopback_checksToo() throws Exception {
    try (StaticNginx server = StaticNginx.start(temp.resolve("nginx"), stick)) {
      browser.open(server.at(Bundle.VERIFIER));
      browser.choose("#folder", stick);
      browser.until("!document.querySelector('#result').hidden");

      assertThat(verdict()).contains("WHOLE");
      assertThat(server.asked()).containsExactly("200 /a/copy/verify.html");
    }
  }

  @Test
  void page_beforeAndAfter_everybodyCanRead() throws Exception {
    flip(objectOf("/a"), 0);
    for (String scheme : List.of("light", "dark")) {
      browser.call("Page.setBypassCSP", Map.of("enabled", false));
      browser.show(360, 800, scheme);
      browser.open(stick.resolve(Bundle.VERIFIER).toUri());
      assertThat(browser.violations("html")).isEmpty();
      browser.call("Page.setBypassCSP", Map.of("enabled", true));
      browser.open(stick.resolve(Bundle.VERIFIER).toUri());
      browser.choose("#folder", stick);
      browser.until("!document.querySelector('#result').hidden");
      assertThat(verdict()).contains("DAMAGED");
      assertThat(browser.value("document.activeElement.id").asString()).isEqualTo("result-heading");
      assertThat(browser.violations("html")).isEmpty();
      assertThat(browser.value("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(360);
      browser.call("Page.setBypassCSP", Map.of("enabled", false));
    }
  }

  @Test
  void page_ofTheBundle_isOneFileThatAllowsOnlyItsOwnScript() throws Exception {
    String page = Files.readString(stick.resolve(Bundle.VERIFIER), StandardCharsets.UTF_8);

    assertThat(page)
        .contains("default-src 'none'", "script-src 'sha256-")
        .doesNotContain("{{", "eval(", "innerHTML", "unsafe-inline", "http:");
  }
}
