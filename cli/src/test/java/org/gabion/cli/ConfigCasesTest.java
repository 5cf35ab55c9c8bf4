package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Node;
import org.gabion.core.config.Setting;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every `*.case` beside this class' resources: a configuration, a line of dashes, then what must
/// be true. A line with ` = ` is a setting and its value; the other lines are all the problems, in
/// the order of the file.
class ConfigCasesTest {
  private static final String DASHES = "----\n";

  @TestFactory
  Stream<DynamicTest> configuration_ofEachCase_isAsTheCaseSays() throws Exception {
    List<Path> cases = cases();
    assertThat(cases).hasSizeGreaterThan(30);
    return cases.stream()
        .map(path -> dynamicTest(path.getFileName().toString(), () -> check(path)));
  }

  private static void check(Path path) {
    String expected = text(path).substring(text(path).indexOf(DASHES) + DASHES.length());
    Configuration read = readCase(path);
    List<String> actual = new ArrayList<>();
    for (String line : expected.lines().filter(line -> line.contains(" = ")).toList()) {
      String name = line.substring(0, line.indexOf(" = "));
      actual.add(name + " = " + value(read.settings(), name));
    }
    String folder = path.resolveSibling("") + "/";
    read.problems()
        .forEach(
            problem ->
                actual.add(problem.toString().replace(folder, "").replace("this:", "").strip()));
    assertThat(String.join("\n", actual)).isEqualTo(expected.strip());
  }

  /// What is printed for a configuration reads back to the same one.
  @TestFactory
  Stream<DynamicTest> print_ofEachGoodCase_readsBackToTheSame() throws Exception {
    return cases().stream()
        .filter(path -> readCase(path).problems().isEmpty())
        .filter(path -> readCase(path).guard().admin().token().isEmpty())
        .map(path -> dynamicTest(path.getFileName().toString(), () -> checkPrinted(path)));
  }

  private static void checkPrinted(Path path) {
    Configuration read = readCase(path);
    String printed = SettingsPrinter.print(read.settings());
    Configuration again = read(printed, path.resolveSibling(""));
    assertThat(again.problems()).isEmpty();
    assertThat(again.guard()).isEqualTo(read.guard());
    assertThat(SettingsPrinter.print(again.settings())).isEqualTo(printed);
  }

  /// What stands behind `#` is what holds.
  @Test
  void print_withEveryDefaultUncommented_readsBackToTheSame() throws Exception {
    Path folder = folder();
    Configuration read = read("guard: {origin: \"http://127.0.0.1:8081\"}", folder);
    String printed = SettingsPrinter.print(read.settings());
    String explicit = printed.replaceAll("(?m)^( *)#(?! )", "$1");
    assertThat(explicit).isNotEqualTo(printed);
    Configuration again = read(explicit, folder);
    assertThat(again.problems()).isEmpty();
    assertThat(again.guard()).isEqualTo(read.guard());
  }

  @Test
  void print_withSecret_hidesIt() throws Exception {
    Configuration read = readCase(folder().resolve("admin-with-token.case"));
    assertThat(SettingsPrinter.print(read.settings()))
        .contains("#token: (given, and kept secret)")
        .doesNotContain("0123456789abcdef");
    assertThat(read.guard().toString()).doesNotContain("0123456789abcdef");
  }

  private static Configuration readCase(Path path) {
    return read(text(path).substring(0, text(path).indexOf(DASHES)), path.resolveSibling(""));
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Configuration read(String yaml, Path folder) {
    Findings findings = new Findings();
    Optional<Node> node = YamlFile.read("this", yaml, findings);
    return node.map(root -> Configuration.of(root, folder, findings))
        .orElseGet(() -> Configuration.unreadable(folder, findings));
  }

  private static String value(List<Setting> settings, String path) {
    return settings.stream()
        .filter(setting -> setting.path().equals(path))
        .findFirst()
        .flatMap(Setting::value)
        .orElse("(no such setting)");
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(ConfigCasesTest.class.getResource("config/not-yaml.case").toURI())
        .resolveSibling("");
  }

  private static List<Path> cases() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(path -> path.toString().endsWith(".case")).sorted().toList();
    }
  }
}
