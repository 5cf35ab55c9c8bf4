package org.gabion.guard.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One case of `http2.cases`: frames that a reader sends, and what must be true of the answers and
/// of what reached the origin.
///
/// @param where file line, for the report
/// @param frames lines before the dashes
/// @param expected lines behind them
record Http2Case(String name, int where, List<String> frames, List<String> expected) {
  @Override
  public String toString() {
    return name + " (line " + where + ")";
  }

  static List<Http2Case> read(String resource) {
    InputStream stream =
        Objects.requireNonNull(
            Http2Case.class.getResourceAsStream(resource), "no resource " + resource);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      List<Http2Case> cases = new ArrayList<>();
      int number = 0;
      boolean behindDashes = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.startsWith("== ")) {
          cases.add(new Http2Case(line.substring(3), number, new ArrayList<>(), new ArrayList<>()));
          behindDashes = false;
        } else if (line.equals("----")) {
          behindDashes = true;
        } else if (!line.isBlank() && !line.startsWith("#")) {
          (behindDashes ? cases.getLast().expected() : cases.getLast().frames()).add(line);
        }
      }
      return cases;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
