package org.gabion.analyze.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How a real program is asked whether it takes a snippet.
///
/// @param programs its names, the first one found is run
/// @param files what stands in the folder of the check, by name
/// @param command arguments of the check
/// @param version arguments that make it tell its version
record ProgramCheck(
    List<String> programs, Map<String, String> files, List<String> command, List<String> version) {
  /// Makes one for a folder that will hold its files.
  interface Maker {
    ProgramCheck in(Path folder);
  }

  ProgramCheck {
    programs = List.copyOf(programs);
    files = Map.copyOf(files);
    command = List.copyOf(command);
    version = List.copyOf(version);
  }
}
