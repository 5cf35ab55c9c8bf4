package org.gabion.guard.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One case of `origin.cases`: bytes that an origin answers, and what the reader gets.
///
/// @param where file line, for the report
/// @param request method, and ` 1.0` if the reader speaks HTTP/1.0
/// @param answer the origin's bytes
/// @param ending `close`, `reset` or empty: what the origin does behind them
/// @param statuses any of these
/// @param outcome `reused`, `closed` or `broken`
/// @param checks the other lines behind the dashes
record OriginCase(
    String name,
    int where,
    String request,
    String answer,
    String ending,
    List<Integer> statuses,
    String outcome,
    List<String> checks) {
  @Override
  public String toString() {
    return name + " (line " + where + ")";
  }

  static List<OriginCase> read(String resource) {
    return CaseBlock.read(resource).stream().map(OriginCase::parse).toList();
  }

  private static OriginCase parse(CaseBlock block) {
    String request = "GET";
    String ending = "";
    StringBuilder answer = new StringBuilder();
    for (String line : block.before()) {
      if (line.startsWith("> ")) {
        request = line.substring(2);
      } else if (line.equals("(close)") || line.equals("(reset)")) {
        ending = line.substring(1, line.length() - 1);
      } else {
        answer.append(Escapes.text(line));
      }
    }
    String[] words = block.behind().getFirst().split(" ", -1);
    List<Integer> statuses =
        Arrays.stream(words[0].split("\\|", -1)).map(Integer::valueOf).toList();
    List<String> checks = new ArrayList<>(block.behind().subList(1, block.behind().size()));
    return new OriginCase(
        block.name(),
        block.where(),
        request,
        answer.toString(),
        ending,
        statuses,
        words[1],
        checks);
  }
}
