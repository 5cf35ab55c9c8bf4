package org.gabion.analyze.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a directive that says how a server writes its log, in whose notation it may be. Stateless.
final class DirectiveReader {
  private static final int LONGEST = 8_192;
  private static final List<Notation> NOTATIONS =
      List.of(
          new NginxNotation(), new EnvoyNotation(), new HaproxyNotation(), new ApacheNotation());

  /// What became of it.
  sealed interface Result permits Pattern, Fault {}

  /// @param remark on variables that may be misspelt
  record Pattern(String notation, LinePattern pattern, Optional<String> remark) implements Result {}

  record Fault(String why) implements Result {}

  /// The variables of one server's directives.
  interface Notation {
    /// The server's name.
    String name();

    /// Whether a directive is in this notation; of several the first one is taken.
    boolean isOf(String directive);

    /// Reads one variable that begins at `at`.
    ///
    /// @return where it ends; `at` if none begins there
    int variable(String directive, int at, PatternBuilder into);

    LinePattern.Escapes escapes();

    /// The variables that are known, as they are written, and what they tell.
    Map<String, Fact> names();
  }

  private DirectiveReader() {}

  static Result read(String pasted) {
    if (pasted.length() > LONGEST) {
      return new Fault("it is longer than " + LONGEST + " characters");
    }
    String directive = Statement.format(pasted);
    Optional<Notation> found =
        NOTATIONS.stream().filter(notation -> notation.isOf(directive)).findFirst();
    if (found.isEmpty()) {
      return new Fault(
          "it has no variable of nginx ($remote_addr), Apache (%h), HAProxy (%ci) or Envoy"
              + " (%START_TIME%)");
    }
    Notation notation = found.get();
    PatternBuilder builder = new PatternBuilder();
    UnknownVariables unknown = new UnknownVariables(notation.names());
    int at = 0;
    while (at < directive.length()) {
      int before = builder.ignored().size();
      int end = notation.variable(directive, at, builder);
      if (builder.ignored().size() > before) {
        unknown.see(builder.ignored().getLast(), at + 1);
      }
      if (end == at) {
        builder.text(directive.charAt(at));
        end++;
      }
      at = end;
    }
    LinePattern pattern = builder.build(notation.escapes());
    return builder
        .fault()
        .or(() -> missing(pattern, unknown))
        .<Result>map(Fault::new)
        .orElseGet(() -> new Pattern(notation.name(), pattern, unknown.remark(pattern)));
  }

  /// The pattern of a directive of our own.
  static LinePattern known(String directive) {
    return switch (read(directive)) {
      case Pattern pattern -> pattern.pattern();
      case Fault fault -> throw new IllegalArgumentException(fault.why() + ": " + directive);
    };
  }

  private static Optional<String> missing(LinePattern pattern, UnknownVariables unknown) {
    if (!pattern.tells(Fact.TIME)) {
      return Optional.of(unknown.missing("time", Fact.TIME));
    }
    if (!pattern.tells(Fact.CLIENT)) {
      return Optional.of(unknown.missing("client", Fact.CLIENT));
    }
    return Optional.empty();
  }
}
