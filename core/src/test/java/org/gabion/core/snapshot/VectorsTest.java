package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The test vectors of `docs/reference/mirror-format.md`: read by this program, and by another one
/// that was written from that page alone. `-Dgabion.write-vectors=true` writes them anew.
final class VectorsTest {
  private static final String DASHES = "----\n";
  private static final Set<String> QUERY = Set.of("p", "q", "id");

  private static final Path VECTORS = vectors();
  private static final VectorReader.Site SITE = site();

  private static Path vectors() {
    try {
      if (Boolean.getBoolean("gabion.write-vectors")) {
        write(
            Path.of(System.getProperty("gabion.root", ".."))
                .resolve("core/src/test/resources/org/gabion/core/snapshot/vectors"));
      }
      return Path.of(VectorsTest.class.getResource("vectors/site-id").toURI()).resolveSibling("");
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VectorReader.Site site() {
    try {
      return VectorReader.readSite(VECTORS.resolve("site"), id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder) throws IOException {
    VectorSite made = new VectorSite();
    for (String old : List.of("site", "cases")) {
      delete(folder.resolve(old));
    }
    for (Map.Entry<String, byte[]> file : made.files.entrySet()) {
      put(folder.resolve("site").resolve(file.getKey()), file.getValue());
    }
    for (Map.Entry<String, String> file : VectorCases.of(made).entrySet()) {
      put(folder.resolve("cases").resolve(file.getKey()), TestSite.ascii(file.getValue()));
    }
    put(folder.resolve("site-id"), TestSite.ascii(made.site() + "\n"));
    put(folder.resolve("pages"), TestSite.ascii(String.join("\n", made.pages) + "\n"));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void put(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static Digest id() throws IOException {
    return Digest.parse(Files.readString(VECTORS.resolve("site-id")).strip()).orElseThrow();
  }

  @Test
  void site_ofTheVectors_isReadWhole() throws Exception {
    assertThat(SITE.pages())
        .isEqualTo(Files.readAllLines(VECTORS.resolve("pages")))
        .hasSizeGreaterThan(9);
    assertThat(SITE.chain().roots()).hasSize(2);
    assertThat(SITE.head().document().sequence()).isEqualTo(3);
    assertThat(SITE.beat()).isPresent();
  }

  @TestFactory
  Stream<DynamicTest> case_ofEachFile_isAsItSays() {
    List<Path> cases = cases();
    assertThat(cases).hasSizeGreaterThan(120);
    return cases.stream()
        .map(path -> dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private static void check(Path path) throws IOException {
    assertThat(answer(path)).isEqualTo(expected(path));
  }

  private static List<Path> cases() {
    try (Stream<Path> files = Files.list(VECTORS.resolve("cases"))) {
      return files.filter(path -> path.toString().endsWith(".case")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isList(Path path) {
    return path.endsWith("route-keys.case") || path.endsWith("urls.case");
  }

  private static byte[] input(Path path) throws IOException {
    String text = TestSite.text(Files.readAllBytes(path));
    return TestSite.ascii(text.substring(0, text.indexOf(DASHES)));
  }

  private static String behind(Path path) throws IOException {
    String text = Files.readString(path);
    return text.substring(text.indexOf(DASHES) + DASHES.length());
  }

  private static Map<String, String> words(Path path) throws IOException {
    Map<String, String> words = new HashMap<>();
    for (String line : behind(path).lines().toList()) {
      int colon = line.indexOf(": ");
      words.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return words;
  }

  /// What must be true, as one line, or as the lines of a list.
  private static String expected(Path path) throws IOException {
    if (isList(path)) {
      return behind(path).strip();
    }
    Map<String, String> words = words(path);
    StringBuilder text = new StringBuilder("verdict: " + words.get("verdict"));
    for (String word : List.of("heartbeat", "line")) {
      if (words.containsKey(word)) {
        text.append(", ").append(word).append(": ").append(words.get(word));
      }
    }
    return text.toString();
  }

  private static String answer(Path path) throws IOException {
    byte[] input = input(path);
    List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
    if (path.endsWith("route-keys.case")) {
      return String.join("\n", lines.stream().map(VectorsTest::key).toList());
    }
    if (path.endsWith("urls.case")) {
      return String.join(
          "\n", lines.stream().map(line -> Consent.isUrl(line) ? "yes" : "no").toList());
    }
    Map<String, String> words = words(path);
    int roots = Integer.parseInt(words.get("roots"));
    return switch (words.getOrDefault("type", "")) {
      case "root" -> told(Root.parse(input), root -> root(root, roots));
      case "head" -> head(input, roots, words.getOrDefault("seen", "-"));
      case "roster" ->
          told(
              Roster.parse(input),
              roster -> TrustedSite.of(chain(roots)).accepts(roster) ? "accepted" : "refused");
      case "consent" ->
          told(Consent.parse(input), consent -> consent.isSigned() ? "signed" : "unsigned");
      case "snapshot" -> told(SnapshotHeader.parse(input), _ -> "valid");
      case "shard" -> told(RouteShard.parse(input), _ -> "valid");
      case "recent" -> told(Recent.parse(input), _ -> "valid");
      default -> throw new AssertionError(path + " has no type");
    };
  }

  private static String key(String line) {
    int question = line.indexOf('?');
    String path = question < 0 ? line : line.substring(0, question);
    String query = question < 0 ? "" : line.substring(question + 1);
    return RouteKey.of(path, query, QUERY).map(RouteKey::toString).orElse("-");
  }

  private static <T> String told(Parsed<T> parsed, Function<T, String> verdict) {
    return switch (parsed) {
      case Parsed.Valid<T> valid -> "verdict: " + verdict.apply(valid.value());
      case Parsed.Malformed<T> malformed -> "verdict: malformed, line: " + malformed.line();
    };
  }

  private static RootChain chain(int roots) {
    List<Signed<Root>> all = SITE.chain().roots();
    RootChain chain = VectorReader.accepted(RootChain.begin(SITE.chain().site(), all.getFirst()));
    for (int i = 1; i < roots; i++) {
      chain = VectorReader.accepted(chain.extend(all.get(i)));
    }
    return chain;
  }

  private static String root(Signed<Root> root, int roots) {
    RootChain.Outcome outcome =
        roots == 0 ? RootChain.begin(SITE.chain().site(), root) : chain(roots).extend(root);
    return outcome instanceof RootChain.Outcome.Accepted ? "accepted" : "refused";
  }

  private static String head(byte[] input, int roots, String seen) throws IOException {
    TrustedSite trusted = TrustedSite.of(chain(roots));
    if (seen.equals("3")) {
      trusted = TrustedSite.of(chain(roots), SITE.head());
    } else if (!seen.equals("-")) {
      byte[] bytes = input(VECTORS.resolve("cases/head-edition-" + seen + ".case"));
      trusted = TrustedSite.of(chain(roots), VectorReader.valid(HeadFile.parse(bytes)).head());
    }
    TrustedSite known = trusted;
    return told(HeadFile.parse(input), file -> word(known.judge(file)));
  }

  private static String word(HeadVerdict verdict) {
    return switch (verdict) {
      case HeadVerdict.Newer newer -> "newer, heartbeat: " + yes(newer.heartbeat());
      case HeadVerdict.Same same -> "same, heartbeat: " + yes(same.heartbeat());
      case HeadVerdict.Older _ -> "older";
      case HeadVerdict.SplitView _ -> "split";
      case HeadVerdict.Refused _ -> "refused";
    };
  }

  private static String yes(Optional<?> value) {
    return value.isPresent() ? "yes" : "no";
  }

  /// The other program: what it printed, or the one line of why it refused.
  private record Answer(int status, String out, String err) {}

  private static Answer node(Path folder, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("node", VECTORS.resolve("verify.mjs").toString()));
    command.addAll(Arrays.asList(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      assumeThat(false).as("no node: apt-get install nodejs").isTrue();
      throw e;
    }
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("node ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void otherProgram_readsTheSameSite(@TempDir Path folder) throws Exception {
    Answer answer = node(folder, "site", VECTORS.resolve("site").toString(), id().toString());
    assertThat(answer).isEqualTo(new Answer(0, Files.readString(VECTORS.resolve("pages")), ""));
    String other = TestSite.digest("other site").toString();
    assertThat(node(folder, "site", VECTORS.resolve("site").toString(), other).err())
        .isEqualTo("root 1\n");
  }

  @Test
  void otherProgram_thinksTheSameOfEveryCase(@TempDir Path folder) throws Exception {
    StringBuilder expected = new StringBuilder();
    for (Path path : cases()) {
      expected.append(path.getFileName()).append('\n').append(expected(path)).append('\n');
    }
    Answer answer =
        node(
            folder,
            "cases",
            VECTORS.resolve("cases").toString(),
            VECTORS.resolve("site").toString(),
            id().toString());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).isEqualTo(expected.toString());
  }

  /// One changed byte, in any file that edition 3 needs, is found out by both.
  @Test
  void site_withOneByteChanged_isRefusedByBoth(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("gabion.seed", 20_261_126L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path copy = folder.resolve("copy");
    VectorSite made = new VectorSite();
    for (Map.Entry<String, byte[]> file : made.files.entrySet()) {
      put(copy.resolve(file.getKey()), file.getValue());
    }
    Set<String> needed = needed(made);
    assertThat(node(folder, "site", copy.toString(), made.site().toString()).status()).isZero();
    for (Map.Entry<String, byte[]> file : made.files.entrySet()) {
      byte[] changed = file.getValue().clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy.resolve(file.getKey()), changed);
      Answer answer = node(folder, "site", copy.toString(), made.site().toString());
      boolean refused = isRefused(copy, made.site());
      if (needed.contains(file.getKey())) {
        assertThat(refused).as(file.getKey()).isTrue();
      }
      assertThat(answer.status())
          .as(file.getKey() + ": " + answer.err())
          .isEqualTo(refused ? 1 : 0);
      Files.write(copy.resolve(file.getKey()), file.getValue());
    }
  }

  private static boolean isRefused(Path copy, Digest id) throws IOException {
    try {
      VectorReader.readSite(copy, id);
      return false;
    } catch (VectorReader.Damaged e) {
      return true;
    }
  }

  /// Files of which every byte counts: a wrong signature by one root holder too many, or in a
  /// heartbeat, is none that anything depends on.
  private static Set<String> needed(VectorSite made) {
    Set<String> needed = new TreeSet<>(made.files.keySet());
    needed.removeIf(
        path ->
            path.equals(CopyPaths.HEAD)
                || path.equals(CopyPaths.snapshot(1))
                || path.equals(CopyPaths.snapshot(2))
                || path.equals(CopyPaths.recent(1))
                || path.equals(CopyPaths.recent(2)));
    needed.removeIf(
        path -> path.startsWith(CopyPaths.SHARDS) || path.startsWith(CopyPaths.OBJECTS));
    needed.add(CopyPaths.snapshot(3));
    return needed;
  }
}
