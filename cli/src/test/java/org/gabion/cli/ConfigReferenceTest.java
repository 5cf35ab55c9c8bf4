package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Setting;
import org.junit.jupiter.api.Test;

/// `docs/reference/configuration.md` names every setting as it is. `-Dgabion.write-reference=true`
/// writes it anew.
class ConfigReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "configuration.md");
  private static final Path DISTRIBUTED = Path.of("src", "dist", "gabion.yaml");
  private static final String REMEDY =
      "out of date: ./mvnw test -pl cli -am -Dtest=ConfigReferenceTest"
          + " -Dgabion.write-reference=true -Dsurefire.failIfNoSpecifiedTests=false";
  private static final String GUARD = "guard.";
  private static final String OF_SITE = "guard.sites[].";
  private static final String BEGIN = "<!-- settings: written by ConfigReferenceTest -->\n";

  @Test
  void reference_inTheDocs_namesEverySettingAsItIs() throws IOException {
    String text = Files.readString(REFERENCE);
    String introduction = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    String expected = introduction + tables();
    if (Boolean.getBoolean("gabion.write-reference")) {
      Files.writeString(REFERENCE, expected);
    }
    assertThat(text).as(REMEDY).isEqualTo(expected);
  }

  /// The archive's `gabion.yaml` is what `gabion config print` prints.
  @Test
  void gabionYaml_inTheDistribution_isWhatPrintPrints() throws IOException {
    StringWriter printed = new StringWriter();
    assertThat(
            Gabion.commandLine().setOut(new PrintWriter(printed, true)).execute("config", "print"))
        .isZero();
    if (Boolean.getBoolean("gabion.write-reference")) {
      Files.writeString(DISTRIBUTED, printed.toString());
    }
    assertThat(Files.readString(DISTRIBUTED)).as(REMEDY).isEqualTo(printed.toString());
  }

  @Test
  void settings_inTheReference_haveAMeaningEach() {
    assertThat(settings())
        .hasSizeGreaterThan(90)
        .allSatisfy(setting -> assertThat(setting.doc()).as(setting.path()).endsWith("."));
  }

  /// The examples of the introduction are right as they stand; files they name need not be there.
  @Test
  void examples_inTheReference_areRight() throws IOException {
    List<String> examples = new ArrayList<>();
    String text = Files.readString(REFERENCE);
    for (int at = text.indexOf("```yaml\n"); at >= 0; at = text.indexOf("```yaml\n", at + 8)) {
      examples.add(text.substring(at + 8, text.indexOf("```", at + 8)));
    }
    assertThat(examples).hasSizeGreaterThan(2);
    assertThat(examples)
        .allSatisfy(
            example -> {
              Findings findings = new Findings();
              Configuration read =
                  Configuration.of(
                      YamlFile.read("example", example, findings).orElseThrow(),
                      Path.of("/etc/gabion"),
                      findings);
              assertThat(read.problems())
                  .as(example)
                  .allMatch(problem -> problem.what().contains("/etc/gabion/"));
            });
  }

  private static String tables() {
    StringBuilder out = new StringBuilder();
    String section = "";
    for (Setting setting : settings()) {
      int dot = setting.path().lastIndexOf('.');
      if (!setting.path().substring(0, dot).equals(section)) {
        section = setting.path().substring(0, dot);
        out.append("\n## `").append(section).append("`\n\n");
        out.append("| key | type | default | meaning |\n|---|---|---|---|\n");
      }
      out.append("| `")
          .append(setting.path().substring(dot + 1))
          .append("` | ")
          .append(setting.type());
      out.append(" | ").append(setting.fallback().map(text -> "`" + text + "`").orElse("none"));
      out.append(" | ").append(setting.doc().replace("|", "\\|")).append(" |\n");
    }
    return out.toString();
  }

  /// All settings, each once: those of one site, and those of the elements of every list. Sorted so
  /// that the keys of one section stand together.
  private static List<Setting> settings() {
    Map<String, Setting> byPath = new LinkedHashMap<>();
    for (String yaml :
        List.of(
            "guard: {listen: [{tls: false}], certificates: [{}]}",
            "guard: {sites: [{certificates: [{}]}]}")) {
      Findings findings = new Findings();
      Configuration.of(YamlFile.read("all", yaml, findings).orElseThrow(), Path.of(""), findings);
      findings
          .settings()
          .forEach(
              setting -> byPath.putIfAbsent(setting.path().replaceAll("\\[\\d+]", "[]"), setting));
    }
    // What a site shares with the guard's own section is told once.
    byPath
        .keySet()
        .removeIf(
            path ->
                path.startsWith(OF_SITE)
                    && byPath.containsKey(GUARD + path.substring(OF_SITE.length()))
                    && !path.endsWith("observe-only"));
    Map<String, List<Setting>> bySection = new LinkedHashMap<>();
    byPath.forEach(
        (path, setting) ->
            bySection
                .computeIfAbsent(
                    path.substring(0, path.lastIndexOf('.')), section -> new ArrayList<>())
                .add(
                    new Setting(
                        path,
                        setting.type(),
                        setting.fallback(),
                        setting.value(),
                        setting.given(),
                        setting.secret(),
                        setting.doc())));
    return bySection.values().stream().flatMap(List::stream).toList();
  }
}
