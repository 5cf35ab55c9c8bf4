package org.gabion.lab.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a client got, without what may differ by its nature.
///
/// @param fields sorted `name: value`, names in lower case, fields of one hop, Date and Via left
///   out
/// @param trailers the same of the trailer section
/// @param stored SHA-256 of what the web server stored of an upload; empty if nothing was uploaded
record Reply(
    int status,
    List<String> fields,
    List<String> trailers,
    String sha256,
    long bytes,
    String stored) {
  private static final Set<String> APART =
      Set.of("date", "via", "connection", "keep-alive", "transfer-encoding", "upgrade", "trailer");

  /// Reads the header dump of a client: head after head, then perhaps trailers.
  static Reply of(String dump, String sha256, long bytes, String stored, Side side) {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : dump.split("\r?\n", -1)) {
      if (!line.isEmpty()) {
        block.add(line);
      } else if (!block.isEmpty()) {
        blocks.add(block);
        block = new ArrayList<>();
      }
    }
    if (!block.isEmpty()) {
      blocks.add(block);
    }
    int last = -1;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).getFirst().startsWith("HTTP/")) {
        last = i;
      }
    }
    if (last < 0) {
      return new Reply(0, List.of(), List.of(), sha256, bytes, stored);
    }
    List<String> head = blocks.get(last);
    List<String> trailers = new ArrayList<>();
    blocks.subList(last + 1, blocks.size()).forEach(trailers::addAll);
    int status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    return new Reply(
        status,
        kept(head.subList(1, head.size()), side),
        kept(trailers, side),
        sha256,
        bytes,
        stored);
  }

  private static List<String> kept(List<String> lines, Side side) {
    return lines.stream()
        .map(line -> line.split(":", 2))
        .filter(field -> field.length == 2)
        .filter(field -> !APART.contains(field[0].toLowerCase(Locale.ROOT)))
        .map(
            field ->
                field[0].toLowerCase(Locale.ROOT)
                    + ": "
                    + field[1].strip().replace("/" + side.folder() + "/", "/side/"))
        .sorted()
        .toList();
  }

  /// In what this differs from the reply of going directly; empty if in nothing.
  List<String> differences(Reply direct) {
    List<String> differences = new ArrayList<>();
    compare("status", direct.status, status, differences);
    compare("fields", direct.fields, fields, differences);
    compare("trailers", direct.trailers, trailers, differences);
    compare("length", direct.bytes, bytes, differences);
    compare("SHA-256", direct.sha256, sha256, differences);
    compare("SHA-256 stored", direct.stored, stored, differences);
    return differences;
  }

  private static void compare(String what, Object direct, Object guard, List<String> differences) {
    if (!direct.equals(guard)) {
      differences.add(what + ": directly " + direct + ", through the guard " + guard);
    }
  }
}
