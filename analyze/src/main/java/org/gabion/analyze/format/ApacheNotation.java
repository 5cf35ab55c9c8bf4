package org.gabion.analyze.format;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.gabion.analyze.format.DirectiveReader.Notation;

/// Apache's `LogFormat`: `%h`, `%>s`, `%{Referer}i`, with conditions (`%!200,304{Referer}i`).
/// Stateless.
final class ApacheNotation implements Notation {
  private static final Map<String, Fact> FACTS =
      Map.ofEntries(
          entry("h", Fact.CLIENT),
          entry("a", Fact.CLIENT),
          entry("r", Fact.REQUEST_LINE),
          entry("m", Fact.METHOD),
          entry("U", Fact.PATH),
          entry("q", Fact.QUERY),
          entry("H", Fact.PROTOCOL),
          entry("v", Fact.HOST),
          entry("V", Fact.HOST),
          entry("s", Fact.STATUS),
          entry("b", Fact.BYTES_OUT),
          entry("B", Fact.BYTES_OUT),
          entry("O", Fact.BYTES_OUT),
          entry("I", Fact.BYTES_IN),
          entry("D", Fact.TOTAL_MICROS),
          entry("T", Fact.TOTAL_SECONDS),
          entry("{s}T", Fact.TOTAL_SECONDS),
          entry("{ms}T", Fact.TOTAL_MILLIS),
          entry("{us}T", Fact.TOTAL_MICROS),
          entry("{remote}p", Fact.CLIENT_PORT),
          entry("{c}a", Fact.CLIENT),
          entry("{c}h", Fact.CLIENT),
          entry("{ssl_protocol}x", Fact.TLS_VERSION),
          entry("{ssl_cipher}x", Fact.TLS_CIPHER),
          entry("{user-agent}i", Fact.USER_AGENT),
          entry("{referer}i", Fact.REFERER),
          entry("{host}i", Fact.HOST),
          entry("{accept}i", Fact.ACCEPT),
          entry("{accept-language}i", Fact.ACCEPT_LANGUAGE),
          entry("{accept-encoding}i", Fact.ACCEPT_ENCODING),
          entry("{x-forwarded-for}i", Fact.CLIENT),
          entry("{x-real-ip}i", Fact.CLIENT),
          entry("{cf-connecting-ip}i", Fact.CLIENT));

  ApacheNotation() {}

  @Override
  public String name() {
    return "Apache";
  }

  @Override
  public boolean isOf(String directive) {
    return directive.indexOf('%') >= 0;
  }

  @Override
  public int variable(String directive, int at, PatternBuilder into) {
    if (directive.charAt(at) != '%') {
      return at;
    }
    if (directive.startsWith("%%", at)) {
      into.text('%');
      return at + 2;
    }
    int i = at + 1;
    while (i < directive.length() && "<>!,0123456789".indexOf(directive.charAt(i)) >= 0) {
      i++;
    }
    int brace = directive.indexOf('}', i);
    String argument = "";
    if (i < directive.length() && directive.charAt(i) == '{' && brace > 0) {
      argument = directive.substring(i + 1, brace);
      i = brace + 1;
    }
    if (i >= directive.length() || !Character.isLetter(directive.charAt(i))) {
      return at;
    }
    boolean twoLetters = directive.startsWith("^ti", i) || directive.startsWith("^to", i);
    int end = twoLetters ? i + 3 : i + 1;
    column(argument, directive.substring(i, end), directive.substring(at, end), into);
    return end;
  }

  private static void column(String argument, String letter, String whole, PatternBuilder into) {
    if (!letter.equals("t")) {
      String key =
          argument.isEmpty() ? letter : "{" + argument.toLowerCase(Locale.ROOT) + "}" + letter;
      into.column(FACTS.getOrDefault(key, Fact.IGNORED), whole);
    } else if (argument.isEmpty()) {
      into.text('[');
      into.column(Fact.TIME, whole);
      into.text(']');
    } else {
      int blanks = (int) argument.chars().filter(c -> c == ' ').count();
      boolean isPart = argument.endsWith("_frac");
      into.column(new LinePattern.Column(isPart ? Fact.IGNORED : Fact.TIME, blanks, false), whole);
    }
  }

  @Override
  public Map<String, Fact> names() {
    Map<String, Fact> names = new HashMap<>(Map.of("%t", Fact.TIME));
    FACTS.forEach((name, fact) -> names.put("%" + name, fact));
    return names;
  }

  @Override
  public LinePattern.Escapes escapes() {
    return LinePattern.Escapes.BACKSLASH;
  }
}
