package org.gabion.analyze.rules;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.rules.Condition.AddressIn;
import org.gabion.analyze.rules.Condition.AgentHolds;
import org.gabion.analyze.rules.Condition.Field;
import org.gabion.analyze.rules.Condition.FieldIs;
import org.gabion.analyze.rules.Condition.FieldMissing;
import org.gabion.analyze.rules.Condition.HostIs;
import org.gabion.analyze.rules.Condition.MethodIs;
import org.gabion.analyze.rules.Condition.PathIs;
import org.gabion.analyze.rules.Condition.PathLike;
import org.gabion.analyze.rules.Condition.PathWildcard;
import org.gabion.analyze.rules.Condition.ProtocolIs;
import org.gabion.analyze.rules.Condition.QueryIs;
import org.gabion.analyze.rules.Condition.QueryKeys;
import org.gabion.core.request.ClientKey;

/// For Cloudflare: the expression of a custom rule, without regular expressions, which not every
/// plan has: templates become wildcards, and a query may have more keys than those named.
record CloudflareRules() implements RuleTarget {
  // An expression has at most 4,096 characters.
  private static final int ADDRESSES = 90;
  private static final int LONGEST_TEXT = 250;

  @Override
  public String name() {
    return "cloudflare";
  }

  @Override
  public Optional<Condition> express(Condition condition) {
    return switch (condition) {
      case PathLike(PathPattern pattern) ->
          pattern.text().length() <= LONGEST_TEXT
                  && pattern.text().chars().noneMatch(c -> c == '*' || c == '\\')
              ? Optional.of(new PathWildcard(pattern.wildcard()))
              : Optional.empty();
      case QueryKeys(List<String> keys, boolean only) -> Optional.of(new QueryKeys(keys, false));
      case PathIs(String path) -> brief(condition, path);
      case FieldIs(Field field, String value) -> brief(condition, value);
      case PathWildcard wildcard -> Optional.of(wildcard);
      case MethodIs method -> Optional.of(method);
      case QueryIs query -> Optional.of(query);
      case ProtocolIs protocol -> Optional.of(protocol);
      case FieldMissing field -> Optional.of(field);
      case AgentHolds agent -> Optional.of(agent);
      case HostIs host -> Optional.of(host);
      case AddressIn address -> Optional.of(address);
    };
  }

  private static Optional<Condition> brief(Condition condition, String text) {
    return text.length() <= LONGEST_TEXT ? Optional.of(condition) : Optional.empty();
  }

  @Override
  public int mostAddresses() {
    return ADDRESSES;
  }

  @Override
  public Optional<Measure> milder() {
    return Optional.of(Measure.CHALLENGE);
  }

  @Override
  public String test() {
    return "paste it in the expression editor, which says whether it is valid; then look at"
        + " Security > Events";
  }

  @Override
  public String undo(Ruling ruling) {
    return "Switch the rule off, or delete it, under Security";
  }

  @Override
  public Snippet render(Ruling ruling) {
    String expression =
        switch (ruling.grounds()) {
          case Ruling.Grounds.BySignature(List<Conjunction> any) ->
              any.stream().map(CloudflareRules::all).collect(Collectors.joining(" or "));
          case Ruling.Grounds.ByAddress(List<ClientKey> addresses) ->
              addresses.stream()
                  .map(ClientKey::toString)
                  .collect(Collectors.joining(" ", "(ip.src in {", "})"));
        };
    String action =
        switch (ruling.response()) {
          case Ruling.Response.Refuse refuse -> "Block";
          case Ruling.Response.Challenge challenge -> "Managed Challenge";
          case Ruling.Response.Limit limit ->
              throw new IllegalArgumentException("an expression does not count");
        };
    return new Snippet(
        List.of(
            new Snippet.Part(
                "expression.txt",
                "as the expression of a custom rule with the action "
                    + action
                    + " (without the lines that begin with #)",
                expression + "\n")));
  }

  private static String all(Conjunction all) {
    return all.conditions().stream()
        .map(CloudflareRules::test)
        .collect(Collectors.joining(" and ", "(", ")"));
  }

  private static String test(Condition condition) {
    return switch (condition) {
      case MethodIs(String method) -> "http.request.method eq " + quoted(method);
      case PathIs(String path) -> "raw.http.request.uri.path eq " + quoted(path);
      case PathWildcard(String wildcard) ->
          "raw.http.request.uri.path strict wildcard " + quoted(wildcard);
      case PathLike like -> throw new IllegalArgumentException("not expressed: " + like);
      case QueryIs(boolean present) ->
          "raw.http.request.uri.query " + (present ? "ne" : "eq") + " \"\"";
      case QueryKeys(List<String> keys, boolean only) ->
          keys.stream()
              .map(key -> "has_key(raw.http.request.uri.args, " + quoted(key) + ")")
              .collect(Collectors.joining(" and "));
      case ProtocolIs(ProtocolIs.Version version) ->
          "http.request.version eq " + quoted(version.brief);
      case FieldIs(Field field, String value) -> header(field, value);
      case FieldMissing(Field field) -> missing(field);
      case AgentHolds(List<String> any, List<String> none) ->
          holds(any) + (none.isEmpty() ? "" : " and not " + holds(none));
      case HostIs(String host) -> "lower(http.host) eq " + quoted(host);
      case AddressIn address -> "ip.src in {" + address.text() + "}";
    };
  }

  private static String missing(Field field) {
    return switch (field) {
      case USER_AGENT -> "http.user_agent in {\"\" \"-\"}";
      case REFERER -> "http.referer in {\"\" \"-\"}";
      case ACCEPT, ACCEPT_LANGUAGE, ACCEPT_ENCODING ->
          "not any(http.request.headers[" + key(field) + "][*] ne \"\")";
    };
  }

  private static String header(Field field, String value) {
    return switch (field) {
      case USER_AGENT -> "http.user_agent eq " + quoted(value);
      case REFERER -> "http.referer eq " + quoted(value);
      case ACCEPT, ACCEPT_LANGUAGE, ACCEPT_ENCODING ->
          "any(http.request.headers[" + key(field) + "][*] eq " + quoted(value) + ")";
    };
  }

  private static String key(Field field) {
    return quoted(field.header.toLowerCase(java.util.Locale.ROOT));
  }

  private static String holds(List<String> texts) {
    return texts.stream()
        .map(text -> "lower(http.user_agent) contains " + quoted(text))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  static String quoted(String byteText) {
    String text =
        new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// There is no program to ask.
  @Override
  public Optional<ProgramCheck.Maker> programCheck(Snippet snippet) {
    return Optional.empty();
  }
}
