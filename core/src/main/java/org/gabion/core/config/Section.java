package org.gabion.core.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads one mapping of a configuration, key by key, with types, bounds and defaults.
///
/// A value that can not be used becomes a [Problem] and the default is returned in its place, so
/// that one reading finds all problems. Every key that is asked for is recorded as a [Setting], in
/// that order. [#end] reports the keys that nobody asked for. Not thread safe.
public final class Section {
  private final Findings findings;
  private final String path;
  private final Position position;
  private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private Section(Findings findings, String path, Position position) {
    this.findings = findings;
    this.path = path;
    this.position = position;
  }

  /// The section that a whole file is. A file without content is an empty one.
  public static Section root(Node node, Findings findings) {
    return of(findings, "", node);
  }

  private static Section of(Findings findings, String path, Node node) {
    Section section = new Section(findings, path, node.position());
    switch (node) {
      case Node.Mapping mapping -> mapping.entries().forEach(section::put);
      case Node.Scalar scalar when scalar.isNothing() -> {
        // A key without a value, or a file of comments only.
      }
      case Node.Scalar scalar -> section.wantsMapping(scalar.position());
      case Node.Sequence sequence -> section.wantsMapping(sequence.position());
    }
    return section;
  }

  private void wantsMapping(Position at) {
    findings.add(
        new Problem(
            at, path, "must hold keys and values", "write them as 'key: value', one a line"));
  }

  private void put(Node.Entry entry) {
    Node.Entry first = entries.putIfAbsent(entry.key(), entry);
    if (first != null) {
      findings.add(
          new Problem(
              entry.position(),
              child(entry.key()),
              "is given twice",
              "it stands already at " + first.position()));
    }
  }

  /// Whether the key was written with a value.
  public boolean has(String key) {
    known.add(key);
    return node(key).isPresent();
  }

  /// The mapping under a key; an absent one is empty, so that all its defaults apply.
  public Section section(String key) {
    known.add(key);
    Optional<Node> node = node(key);
    return node.isPresent()
        ? of(findings, child(key), node.get())
        : new Section(findings, child(key), position);
  }

  /// The mappings listed under a key; a single one may stand without list.
  ///
  /// @param shortKey an element that is a plain value means a mapping with just this key; empty if
  ///   there is none
  /// @param fallback what holds without the key, in YAML
  public List<Section> sections(String key, String shortKey, String fallback, String doc) {
    known.add(key);
    List<Section> sections = new ArrayList<>();
    for (Node item : items(key)) {
      String at = child(key) + "[" + sections.size() + "]";
      Node mapping =
          item instanceof Node.Scalar value && !value.isNothing() && !shortKey.isEmpty()
              ? new Node.Mapping(
                  value.position(), List.of(new Node.Entry(value.position(), shortKey, value)))
              : item;
      sections.add(of(findings, at, mapping));
    }
    record(key, "list of mappings", Optional.of(fallback), Optional.of(fallback), doc);
    return sections;
  }

  public Optional<String> text(String key, String doc) {
    return optional(key, "text", false, doc, this::parseText);
  }

  public String text(String key, String fallback, String doc) {
    return value(key, "text", fallback, Yaml::scalar, doc, this::parseText);
  }

  /// The name of a file or folder.
  public Optional<String> file(String key, String doc) {
    return optional(key, "file", false, doc, this::parseText);
  }

  /// A value that is never shown.
  public Optional<String> secret(String key, String doc) {
    return optional(key, "text, kept secret", true, doc, this::parseText);
  }

  public boolean flag(String key, boolean fallback, String doc) {
    return value(
        key,
        "true or false",
        fallback,
        String::valueOf,
        doc,
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  public int integer(String key, int fallback, int min, int max, String doc) {
    return value(
        key,
        "number from " + min + " to " + max,
        fallback,
        String::valueOf,
        doc,
        text ->
            number(text)
                .filter(n -> n >= min && n <= max && n == Math.rint(n))
                .map(Double::intValue));
  }

  public double number(String key, double fallback, double min, double max, String doc) {
    return value(
        key,
        "number from " + shown(min) + " to " + shown(max),
        fallback,
        Section::shown,
        doc,
        text -> number(text).filter(n -> n >= min && n <= max));
  }

  public Duration duration(String key, Duration fallback, Duration min, Duration max, String doc) {
    return value(
        key,
        "duration from " + Units.format(min) + " to " + Units.format(max),
        fallback,
        Units::format,
        doc,
        text -> Units.duration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
  }

  public long size(String key, long fallback, long min, long max, String doc) {
    return value(
        key,
        "size from " + Units.format(min) + " to " + Units.format(max),
        fallback,
        Units::format,
        doc,
        text -> Units.size(text).filter(n -> n >= min && n <= max));
  }

  /// One of an enum's constants, written in lower case with dashes.
  public <E extends Enum<E>> E choice(String key, E fallback, String doc) {
    List<E> all = List.of(fallback.getDeclaringClass().getEnumConstants());
    return value(
        key,
        "one of " + String.join(", ", all.stream().map(Section::word).toList()),
        fallback,
        Section::word,
        doc,
        text -> all.stream().filter(constant -> word(constant).equals(text)).findFirst());
  }

  /// A list of values; a single one may stand without list.
  public List<Item> items(String key, String type, List<String> fallback, String doc) {
    known.add(key);
    List<Item> items = new ArrayList<>();
    boolean listed = node(key).filter(Node.Sequence.class::isInstance).isPresent();
    for (Node node : items(key)) {
      String at = listed ? child(key) + "[" + items.size() + "]" : child(key);
      if (node instanceof Node.Scalar scalar && !scalar.isNothing() && isText(scalar.text())) {
        items.add(new Item(scalar.text(), at, scalar.position(), findings));
      } else {
        findings.add(new Problem(node.position(), at, fault(node), "wanted is a list of " + type));
      }
    }
    boolean given = node(key).isPresent();
    List<String> texts = given ? items.stream().map(Item::text).toList() : fallback;
    record(
        key,
        "list of " + type,
        Optional.of(Yaml.sequence(fallback)),
        Optional.of(Yaml.oneOrMore(texts)),
        doc);
    return given
        ? List.copyOf(items)
        : fallback.stream().map(text -> new Item(text, child(key), position, findings)).toList();
  }

  /// Reports a fault of a key's value that only the reader of the section can see.
  public void problem(String key, String what, String hint) {
    Node.Entry entry = entries.get(key);
    findings.add(
        new Problem(entry == null ? position : entry.value().position(), child(key), what, hint));
  }

  /// Reports a fault of the section as a whole.
  public void problem(String what, String hint) {
    findings.add(new Problem(position, path, what, hint));
  }

  /// Reports the keys that were written but never asked for; call it last.
  public void end() {
    for (Node.Entry entry : entries.values()) {
      if (!known.contains(entry.key())) {
        String hint =
            Nearest.to(entry.key(), known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("known here are: " + String.join(", ", known));
        findings.add(new Problem(entry.position(), child(entry.key()), "is not a known key", hint));
      }
    }
  }

  public String path() {
    return path;
  }

  private Optional<Node> node(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(Node.Entry::value)
        .filter(value -> !(value instanceof Node.Scalar scalar && scalar.isNothing()));
  }

  private List<Node> items(String key) {
    return node(key)
        .map(node -> node instanceof Node.Sequence list ? list.items() : List.of(node))
        .orElse(List.of());
  }

  private <T> Optional<T> optional(
      String key, String type, boolean secret, String doc, Function<String, Optional<T>> parse) {
    known.add(key);
    Optional<T> read = read(key, type, secret, parse);
    Optional<String> shown =
        secret ? Optional.empty() : read.map(String::valueOf).map(Yaml::scalar);
    findings.add(
        new Setting(child(key), type, Optional.empty(), shown, node(key).isPresent(), secret, doc));
    return read;
  }

  private <T> T value(
      String key,
      String type,
      T fallback,
      Function<T, String> format,
      String doc,
      Function<String, Optional<T>> parse) {
    known.add(key);
    T read = read(key, type, false, parse).orElse(fallback);
    record(key, type, Optional.of(format.apply(fallback)), Optional.of(format.apply(read)), doc);
    return read;
  }

  private <T> Optional<T> read(
      String key, String type, boolean secret, Function<String, Optional<T>> parse) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> parsed =
        node.get() instanceof Node.Scalar scalar ? parse.apply(scalar.text()) : Optional.empty();
    if (parsed.isEmpty()) {
      boolean shown = node.get() instanceof Node.Scalar scalar && !secret && isText(scalar.text());
      String given = shown ? "'" + excerpt(((Node.Scalar) node.get()).text()) + "'" : "this";
      boolean listed = type.startsWith("one of") || type.startsWith("true");
      problem(key, given + (listed ? " is not " : " is no ") + type, hint(type));
    }
    return parsed;
  }

  /// Why a node is no value of a list.
  private static String fault(Node node) {
    return node instanceof Node.Scalar
        ? "is empty or holds a control character"
        : "must be a single value";
  }

  private static String excerpt(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private static String hint(String type) {
    return switch (type.substring(0, Math.max(type.indexOf(' '), 0))) {
      case "duration" -> "write a number with a unit, as 500ms, 10s, 5m, 2h or 7d";
      case "size" -> "write a number with a unit, as 512B, 32KiB, 64MiB or 2GiB";
      case "number" -> "write a number within these bounds";
      case "one", "true" -> "choose one of these words";
      default -> "write a word or a text in quotes";
    };
  }

  private void record(
      String key, String type, Optional<String> fallback, Optional<String> value, String doc) {
    findings.add(new Setting(child(key), type, fallback, value, node(key).isPresent(), false, doc));
  }

  private Optional<String> parseText(String text) {
    return isText(text) ? Optional.of(text) : Optional.empty();
  }

  /// Control characters are in no value that anybody means, and file names with NUL are none.
  private static boolean isText(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
  }

  private static Optional<Double> number(String text) {
    try {
      // Words that Java reads as numbers (NaN, 1d, 0x1p3) are none to an operator.
      return text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-')
          ? Optional.of(Double.valueOf(text))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
