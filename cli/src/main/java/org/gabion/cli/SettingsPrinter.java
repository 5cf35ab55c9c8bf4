package org.gabion.cli;

import java.util.ArrayList;
import java.util.List;
import org.gabion.core.config.Setting;

/// Writes settings as a commented YAML file that reads back to the same configuration.
///
/// A setting that was given stands there as it is; any other stands behind `#`, with its default,
/// so that a file that is saved does not pin today's defaults. Stateless but for one writing.
final class SettingsPrinter {
  private static final int WIDTH = 100;

  private static final String HEAD =
      """
      # Settings of Gabion. '# ' begins an explanation, '#' a setting with its default:
      # remove that one character to choose another value. Times: 500ms, 10s, 5m, 2h, 7d.
      # Sizes: 512B, 32KiB, 64MiB, 2GiB. Relative paths start at this file's folder.
      # After a change: gabion config check, then reload (SIGHUP, or POST /api/v1/reload).

      """;

  private final StringBuilder out = new StringBuilder(HEAD);
  private List<String> open = List.of();

  private SettingsPrinter() {}

  static String print(List<Setting> settings) {
    SettingsPrinter printer = new SettingsPrinter();
    for (int i = 0; i < settings.size(); i++) {
      String next = i + 1 < settings.size() ? settings.get(i + 1).path() : "";
      printer.write(settings.get(i), next.startsWith(settings.get(i).path() + "["));
    }
    return printer.out.toString();
  }

  /// @param opens whether mappings listed under this setting follow
  private void write(Setting setting, boolean opens) {
    List<String> steps = steps(setting.path());
    List<String> parents = steps.subList(0, steps.size() - 1);
    enter(parents);
    String indent = indent(parents);
    explain(indent, setting);
    if (!opens) {
      out.append(indent).append(setting.given() && !setting.secret() ? "" : "#");
      out.append(steps.getLast()).append(":").append(value(setting)).append('\n');
    }
  }

  private static String value(Setting setting) {
    return setting.secret() && setting.given()
        ? " (given, and kept secret)"
        : setting.value().map(value -> " " + value).orElse("");
  }

  /// Opens the mappings and list elements on the way that are not open yet.
  private void enter(List<String> parents) {
    int common = 0;
    while (common < Math.min(parents.size(), open.size())
        && parents.get(common).equals(open.get(common))) {
      common++;
    }
    for (int i = common; i < parents.size(); i++) {
      String indent = indent(parents.subList(0, i));
      out.append(indent).append(line(parents.get(i))).append('\n');
    }
    open = List.copyOf(parents);
  }

  private static String line(String step) {
    return step.startsWith("[") ? "-" : step + ":";
  }

  private static String indent(List<String> parents) {
    return "  ".repeat(parents.size());
  }

  private void explain(String indent, Setting setting) {
    String type =
        setting.type() + setting.fallback().map(fallback -> "; default " + fallback).orElse("");
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : (setting.doc() + " (" + type + ")").split(" ", -1)) {
      if (line.length() + word.length() >= WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }

  /// `guard.sites[0].name` in steps: `guard`, `sites`, `[0]`, `name`.
  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    for (String word : path.split("\\.", -1)) {
      int bracket = word.indexOf('[');
      steps.add(bracket < 0 ? word : word.substring(0, bracket));
      if (bracket >= 0) {
        steps.add(word.substring(bracket));
      }
    }
    return steps;
  }
}
