package org.gabion.lab.matrix;

import java.util.List;

/// One thing to ask for, the same way through the guard and directly.
///
/// @param target path and query; `{side}` stands for the side's own folder
/// @param options for curl
/// @param upload bytes of the file to be sent, -1 for none
/// @param keeps whether what was uploaded stays for a later case; else it is removed once compared
/// @param status what the web server is known to answer: a case that both sides refuse alike proves
///   nothing
record MatrixCase(
    String name,
    Protocol protocol,
    String target,
    List<String> options,
    long upload,
    boolean keeps,
    int status) {
  MatrixCase {
    options = List.copyOf(options);
  }

  static MatrixCase get(
      String name, Protocol protocol, String target, int status, String... options) {
    return new MatrixCase(name, protocol, target, List.of(options), -1, true, status);
  }

  String target(Side side) {
    return target.replace("{side}", side.folder());
  }
}
