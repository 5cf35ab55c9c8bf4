package org.gabion.core.config;

import java.util.ArrayList;
import java.util.List;

/// What reading one configuration brought to light: all its problems, and all its settings in
/// reading order. Shared by the sections of one file; not thread safe.
public final class Findings {
  private final List<Problem> problems = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();

  public void add(Problem problem) {
    problems.add(problem);
  }

  void add(Setting setting) {
    settings.add(setting);
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  public List<Setting> settings() {
    return List.copyOf(settings);
  }
}
