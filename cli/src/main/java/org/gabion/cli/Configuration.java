package org.gabion.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Node;
import org.gabion.core.config.Position;
import org.gabion.core.config.Problem;
import org.gabion.core.config.Section;
import org.gabion.core.config.Setting;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.GuardSettings;

/// One reading of `gabion.yaml` and the command line: the configuration, all its problems and all
/// its settings.
///
/// @param problems in the order of the file; the configuration is to be used only if there is none
record Configuration(GuardConfig guard, List<Problem> problems, List<Setting> settings) {

  /// What is read: a file or none, and what the command line says over it.
  ///
  /// @param overrides by key of the guard's section
  record Source(Optional<Path> file, Map<String, List<String>> overrides) {
    Source {
      overrides = Map.copyOf(overrides);
    }
  }

  static Configuration read(Source source) {
    Findings findings = new Findings();
    Optional<Node> file =
        source
            .file()
            .map(path -> YamlFile.read(path, findings))
            .orElseGet(() -> Optional.of(nothing()));
    Path folder =
        source
            .file()
            .map(path -> path.toAbsolutePath().getParent())
            .orElse(Path.of("").toAbsolutePath());
    Set<String> replaced = source.overrides().containsKey("origin") ? Set.of("origins") : Set.of();
    return file.map(
            node ->
                of(Overrides.apply(node, "guard", source.overrides(), replaced), folder, findings))
        .orElseGet(() -> unreadable(folder, findings));
  }

  static Configuration of(Node root, Path folder, Findings findings) {
    Section section = Section.root(root, findings);
    GuardConfig guard = GuardSettings.read(section, folder);
    section.end();
    return new Configuration(guard, inFileOrder(findings.problems()), findings.settings());
  }

  /// A file that can not be read lacks every setting; only what is wrong with it as a file helps.
  static Configuration unreadable(Path folder, Findings findings) {
    Configuration defaults = of(nothing(), folder, new Findings());
    return new Configuration(
        defaults.guard(), inFileOrder(findings.problems()), defaults.settings());
  }

  private static Node nothing() {
    return new Node.Mapping(Position.in("command line"), List.of());
  }

  private static List<Problem> inFileOrder(List<Problem> problems) {
    return problems.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.where().line())
                .thenComparingInt(problem -> problem.where().column()))
        .toList();
  }
}
