package org.gabion.lab.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/// The documents speak of this program: types that exist, commands that parse, links that lead
/// somewhere.
final class DocsTest {
  private static final Path ROOT = Checkout.root();

  // A type is written in camel case; a header field such as `Host` looks the same.
  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*(\\.[A-Z]\\w*[a-z]\\w*)*");
  private static final Set<String> FIELDS =
      Set.of(
          "Accept",
          "Authorization",
          "Connection",
          "Cookie",
          "Date",
          "Expect",
          "Forwarded",
          "From",
          "Host",
          "Origin",
          "Proxy",
          "Range",
          "Referer",
          "Server",
          "Trailer",
          "Upgrade",
          "Vary",
          "Via",
          "Warning",
          "Refresh",
          "Secure");
  private static final Set<String> OTHERS =
      Set.of(
          "String",
          "Object",
          "List",
          "Map",
          "Set",
          "Optional",
          "Duration",
          "Instant",
          "Random",
          "Thread",
          "ServiceLoader",
          "InstantSource",
          "HttpOnly",
          "SameSite",
          "ByteBuf",
          "Channel",
          "NullMarked",
          "Makefile",
          "Dockerfile");

  private static final Set<String> TYPES =
      new ClassFileImporter()
          .importPackages("org.gabion").stream()
              .map(JavaClass::getName)
              .map(name -> name.substring(name.lastIndexOf('.') + 1).replace('$', '.'))
              .collect(Collectors.toSet());

  static Stream<MarkdownFile> documents() throws IOException {
    try (Stream<Path> found = Files.walk(ROOT.resolve("docs"))) {
      List<Path> docs = found.filter(path -> path.toString().endsWith(".md")).sorted().toList();
      return Stream.concat(
              Stream.of("README.md", "CHANGELOG.md", "cli/src/dist/README.md").map(ROOT::resolve),
              docs.stream())
          .map(MarkdownFile::read);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void types_thatADocumentNames_exist(MarkdownFile document) {
    assertThat(unknownTypes(document)).as(document.path().toString()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void commands_thatADocumentShows_parse(MarkdownFile document) {
    Stream<CommandLines.Call> typed =
        document.blocks().stream()
            .filter(MarkdownFile.Block::isShell)
            .flatMap(block -> CommandLines.of(block).stream())
            .flatMap(line -> CommandLines.call(line).stream());
    Stream<CommandLines.Call> named =
        document.words().stream()
            .flatMap(word -> CommandLines.call(word).stream())
            .filter(call -> !call.arguments().isEmpty());
    assertThat(Stream.concat(typed, named).filter(call -> !call.isPattern()))
        .allSatisfy(
            call ->
                assertThatCode(call::parse)
                    .as(document.path() + ": " + call)
                    .doesNotThrowAnyException());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void links_insideTheProject_leadSomewhere(MarkdownFile document) {
    assertThat(document.links().stream().filter(link -> !link.matches("(https?|mailto):.*")))
        .allSatisfy(
            link -> {
              int hash = link.indexOf('#');
              String file = hash < 0 ? link : link.substring(0, hash);
              Path target = file.isEmpty() ? document.path() : document.path().resolveSibling(file);
              assertThat(target).as(document.path() + " links to " + link).exists();
              if (hash >= 0) {
                assertThat(MarkdownFile.read(target).headings()).contains(link.substring(hash + 1));
              }
            });
  }

  @Test
  void readme_showsHowToTryAndTestIt() {
    MarkdownFile readme = MarkdownFile.read(ROOT.resolve("README.md"));
    List<String> typed =
        readme.blocks().stream().flatMap(block -> CommandLines.of(block).stream()).toList();
    assertThat(typed).anyMatch(line -> line.startsWith("./gabion demo"));
    assertThat(typed).anyMatch(line -> line.startsWith("./mvnw verify"));
  }

  @Test
  void types_thatAreGone_areFound() {
    assertThat(
            unknownTypes(document("`Request` came, `RequestHauler` went, `Verdict.Pass` stays.")))
        .containsExactly("RequestHauler");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./gabion flood http://127.0.0.1",
        "$ gabion demo --second 3",
        "GABION_JAVA_OPTS=-Xmx1g bin/gabion demo --seconds ten # too long",
        "lab/lab nothing",
      })
  void commands_thatAreWrong_areFound(String line) {
    CommandLines.Call call = CommandLines.call(line).orElseThrow();
    assertThatExceptionOfType(ParameterException.class).isThrownBy(call::parse);
  }

  private static List<String> unknownTypes(MarkdownFile document) {
    return document.words().stream()
        .filter(word -> TYPE.matcher(word).matches())
        .filter(word -> !TYPES.contains(word) && !FIELDS.contains(word) && !OTHERS.contains(word))
        .distinct()
        .toList();
  }

  private static MarkdownFile document(String line) {
    return MarkdownFile.parse(ROOT.resolve("docs/none.md"), List.of(line));
  }
}
