package org.gabion.analyze.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// For HAProxy 2.2 and later: named ACLs, and one `http-request deny` for each conjunction.
///
/// Values stand in single quotes, where nothing is expanded, behind `--`, so that none is taken for
/// a flag. Regular expressions keep to what every library that HAProxy is built with understands.
record HaproxyRules() implements RuleTarget {
  // HAProxy reads 64 words of a line, and 2,048 bytes.
  private static final int ADDRESSES_A_LINE = 32;

  /// @param negated whether the condition is that the ACL does not match
  private record Acl(String test, boolean negated) {}

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public Optional<Condition> express(Condition condition) {
    boolean can =
        switch (condition) {
          case PathLike(PathPattern pattern) ->
              pattern.parts().stream().allMatch(part -> RegexText.isPosix(part.tail()));
          case QueryKeys(List<String> keys, boolean only) ->
              keys.stream().allMatch(RegexText::isPosix);
          case PathWildcard wildcard -> false;
          case MethodIs method -> true;
          case PathIs path -> true;
          case QueryIs query -> true;
          case ProtocolIs protocol -> true;
          case FieldIs field -> true;
          case FieldMissing field -> true;
          case AgentHolds agent -> true;
          case HostIs host -> true;
          case AddressIn address -> true;
        };
    return can ? Optional.of(condition) : Optional.empty();
  }

  @Override
  public int mostAddresses() {
    return 1000;
  }

  @Override
  public Optional<Measure> milder() {
    return Optional.of(Measure.LIMIT);
  }

  @Override
  public String test() {
    return "haproxy -c -f /etc/haproxy/haproxy.cfg, then systemctl reload haproxy";
  }

  @Override
  public String undo(Ruling ruling) {
    return "Delete these lines, then: haproxy -c -f /etc/haproxy/haproxy.cfg, and reload";
  }

  @Override
  public Snippet render(Ruling ruling) {
    StringBuilder text = new StringBuilder();
    List<String> tests =
        switch (ruling.grounds()) {
          case Ruling.Grounds.BySignature(List<Conjunction> any) -> acls(ruling, any, text);
          case Ruling.Grounds.ByAddress(List<ClientKey> addresses) ->
              acls(ruling.label(), addresses, text);
        };
    String place = "inside the frontend of the site (mode http), above its other rules";
    return switch (ruling.response()) {
      case Ruling.Response.Refuse(int status) -> {
        tests.forEach(test -> text.append(deny(status)).append(test).append('\n'));
        yield new Snippet(List.of(new Snippet.Part("frontend.cfg", place, text.toString())));
      }
      case Ruling.Response.Limit(int perSecond) -> {
        text.append(limit(tests, ruling.label(), perSecond));
        yield new Snippet(
            List.of(
                new Snippet.Part(
                    "table.cfg", "as a section of its own, at the end", table(ruling.label())),
                new Snippet.Part(
                    "frontend.cfg", place + "; it needs stick counter 2", text.toString())));
      }
      case Ruling.Response.Challenge challenge ->
          throw new IllegalArgumentException("HAProxy has no challenge");
    };
  }

  private static String deny(int status) {
    return "http-request deny deny_status " + status + " if ";
  }

  private static String table(String label) {
    return """
    backend gabion_%s
      stick-table type string len 8 size 16 expire 1m store gpc0,gpc0_rate(1s)
    """
        .formatted(label);
  }

  /// Counts what passes, so that those who are turned away do not keep others out.
  private static String limit(List<String> tests, String label, int perSecond) {
    StringBuilder text = new StringBuilder();
    for (String test : tests) {
      text.append("http-request track-sc2 str(all) table gabion_").append(label);
      text.append(" if ").append(test).append('\n');
    }
    return text.append(
            """
            http-request deny deny_status 429 if { sc_gpc0_rate(2,gabion_%1$s) ge %2$d }
            http-request sc-inc-gpc0(2) if { sc_tracked(2,gabion_%1$s) }
            """
                .formatted(label, perSecond))
        .toString();
  }

  /// Lines of one name are alternatives.
  private static List<String> acls(String label, List<ClientKey> addresses, StringBuilder text) {
    String acl = "gabion_" + label;
    for (int i = 0; i < addresses.size(); i++) {
      text.append(i % ADDRESSES_A_LINE == 0 ? (i == 0 ? "" : "\n") + "acl " + acl + " src" : "");
      text.append(' ').append(addresses.get(i));
    }
    text.append('\n');
    return List.of(acl);
  }

  /// Defines what is asked, and gives for each conjunction the names of what must hold.
  private static List<String> acls(Ruling ruling, List<Conjunction> any, StringBuilder text) {
    List<String> tests = new ArrayList<>();
    List<String> conjunctions = new ArrayList<>();
    for (Conjunction all : any) {
      List<String> names = new ArrayList<>();
      for (Condition condition : all.conditions()) {
        for (Acl acl : acls(condition)) {
          int at = tests.indexOf(acl.test);
          if (at < 0) {
            at = tests.size();
            tests.add(acl.test);
            text.append("acl ").append(name(ruling, at)).append(' ').append(acl.test).append('\n');
          }
          names.add((acl.negated ? "!" : "") + name(ruling, at));
        }
      }
      conjunctions.add(String.join(" ", names));
    }
    return conjunctions;
  }

  private static String name(Ruling ruling, int index) {
    return "gabion_" + ruling.label() + "_" + (index + 1);
  }

  private static List<Acl> acls(Condition condition) {
    return switch (condition) {
      case MethodIs(String method) -> one("method -m str -- " + quoted(method));
      case PathIs(String path) -> one("path -m str -- " + quoted(path));
      case PathLike(PathPattern pattern) ->
          one("path -m reg -- " + quoted("^" + pattern.regex(RegexText::posix) + "$"));
      case PathWildcard wildcard ->
          throw new IllegalArgumentException("not expressed: " + wildcard);
      case QueryIs(boolean present) -> List.of(new Acl("query -m reg -- '.'", !present));
      case QueryKeys(List<String> keys, boolean only) -> keys(keys, only);
      case ProtocolIs(ProtocolIs.Version version) ->
          one("req.ver -m str -- " + quoted(version.full.substring("HTTP/".length())));
      case FieldIs(Field field, String value) -> one(header(field) + " -m str -- " + quoted(value));
      case FieldMissing(Field field) ->
          List.of(new Acl(header(field) + " -m reg -- '^([^-]|-.)'", true));
      case AgentHolds(List<String> any, List<String> none) -> agent(any, none);
      case HostIs(String host) -> one("req.fhdr(Host),field(1,:),lower -m str -- " + quoted(host));
      case AddressIn address -> one("src " + address.text());
    };
  }

  private static List<Acl> one(String test) {
    return List.of(new Acl(test, false));
  }

  private static String header(Field field) {
    return "req.fhdr(" + field.header + ")";
  }

  private static List<Acl> keys(List<String> keys, boolean only) {
    List<Acl> acls = new ArrayList<>();
    for (String key : keys) {
      acls.addAll(one("query -m reg -- " + quoted("(^|&)" + RegexText.posix(key) + "(=|&|$)")));
    }
    if (only) {
      String more = keys.size() > 1 ? "(&+[^&]+){" + (keys.size() - 1) + "}" : "";
      acls.addAll(one("query -m reg -- " + quoted("^&*[^&]+" + more + "&*$")));
    }
    return acls;
  }

  private static List<Acl> agent(List<String> any, List<String> none) {
    List<Acl> acls = new ArrayList<>();
    acls.add(new Acl(header(Field.USER_AGENT) + " -m sub -i --" + words(any), false));
    if (!none.isEmpty()) {
      acls.add(new Acl(header(Field.USER_AGENT) + " -m sub -i --" + words(none), true));
    }
    return acls;
  }

  private static String words(List<String> texts) {
    StringBuilder words = new StringBuilder();
    texts.forEach(text -> words.append(' ').append(quoted(text)));
    return words.toString();
  }

  /// In single quotes everything is itself, except the quote.
  static String quoted(String byteText) {
    String text =
        new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public Optional<ProgramCheck.Maker> programCheck(Snippet snippet) {
    String configuration =
        """
        defaults
          mode http
          timeout client 1s
          timeout server 1s
          timeout connect 1s
        frontend site
          bind 127.0.0.1:1
        %s
          default_backend origin
        backend origin
          server origin 127.0.0.1:1
        %s\
        """
            .formatted(
                snippet.parts().getLast().text(),
                snippet.parts().size() > 1 ? snippet.parts().getFirst().text() : "");
    return Optional.of(
        folder ->
            new ProgramCheck(
                List.of("haproxy"),
                Map.of("haproxy.cfg", configuration),
                List.of("-c", "-f", folder.resolve("haproxy.cfg").toString()),
                List.of("-v")));
  }
}
