package org.gabion.analyze.format;

import java.util.ArrayList;
import java.util.List;

/// What a format's JSON objects tell: a table from paths of keys to facts. Of several paths with
/// the same fact the first that is there counts. Immutable.
final class JsonShape {
  private final JsonKeys keys;
  private final JsonText.Characters characters;
  private final LineFacts.Dash dash;
  private final int[] places;
  private final Fact[] facts;
  private final int[][] needed;
  private final int[] notices;

  private JsonShape(Table table) {
    keys = new JsonKeys(table.paths, table.separator);
    characters = table.characters;
    dash = table.dash;
    facts = table.facts.toArray(Fact[]::new);
    places = new int[facts.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = keys.place(table.paths.get(i));
    }
    needed = new int[table.needed.size()][];
    for (int i = 0; i < needed.length; i++) {
      needed[i] = table.needed.get(i).stream().mapToInt(keys::place).toArray();
    }
    notices = table.notices.stream().mapToInt(keys::place).toArray();
  }

  /// An empty table.
  static Table table() {
    return new Table();
  }

  /// A parser of lines of this shape.
  LineParser parser() {
    return new JsonParser(this);
  }

  JsonKeys keys() {
    return keys;
  }

  JsonText.Characters characters() {
    return characters;
  }

  LineFacts.Dash dash() {
    return dash;
  }

  /// How many rows the table has.
  int rows() {
    return facts.length;
  }

  int place(int row) {
    return places[row];
  }

  Fact fact(int row) {
    return facts[row];
  }

  /// Whether an object is of this shape: it has one path of each group that was asked for.
  boolean fits(JsonFields fields) {
    for (int[] group : needed) {
      if (!hasOne(fields, group)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an object that does not fit is another line of the same server.
  boolean isNotice(JsonFields fields) {
    return hasOne(fields, notices);
  }

  private static boolean hasOne(JsonFields fields, int[] group) {
    for (int place : group) {
      if (fields.has(place)) {
        return true;
      }
    }
    return false;
  }

  /// Collects the rows of a shape.
  static final class Table {
    private final List<String> paths = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<List<String>> needed = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private char separator = '.';
    private JsonText.Characters characters = JsonText.Characters.UTF_8;
    private LineFacts.Dash dash = LineFacts.Dash.ABSENT;

    private Table() {}

    /// A fact under each of these paths; the first that is there counts.
    Table row(Fact fact, String... names) {
      for (String name : names) {
        paths.add(name);
        facts.add(fact);
      }
      return this;
    }

    /// Every object has one of these paths, which are rows.
    Table needs(String... names) {
      needed.add(List.of(names));
      return this;
    }

    /// Objects with one of these paths, which are rows, come from the same server, but are no
    /// requests.
    Table notices(String... names) {
      notices.addAll(List.of(names));
      return this;
    }

    /// What stands between the keys of a path; a dot if nothing else is said.
    Table separator(char between) {
      separator = between;
      return this;
    }

    /// A character of a text is a byte, and `-` is a text.
    Table bytes() {
      characters = JsonText.Characters.BYTE;
      dash = LineFacts.Dash.VALUE;
      return this;
    }

    JsonShape shape() {
      return new JsonShape(this);
    }
  }
}
