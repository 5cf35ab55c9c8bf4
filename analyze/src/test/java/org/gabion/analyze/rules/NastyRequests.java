package org.gabion.analyze.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathTemplate;
import org.gabion.core.request.UserAgentFamily;

/// Requests whose texts want to break out of a configuration, and slightly different twins.
final class NastyRequests {
  private static final List<Attribute> ATTRIBUTES =
      List.of(
          Attribute.METHOD,
          Attribute.PATH,
          Attribute.TEMPLATE,
          Attribute.QUERY,
          Attribute.QUERY_KEYS,
          Attribute.PROTOCOL,
          Attribute.USER_AGENT,
          Attribute.USER_AGENT_FAMILY,
          Attribute.REFERER,
          Attribute.REFERER_CLASS,
          Attribute.HOST,
          Attribute.SOURCE,
          Attribute.PREFIX,
          Attribute.ACCEPT_LANGUAGE);
  private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/wp-login.php",
          "/wp-loginxphp",
          "/WP-LOGIN.PHP",
          "/search",
          "/articles/8231/photo-1777.jpg",
          "/articles/12/photo-1.jpg",
          "/2026-11-20/x",
          "/a/550e8400-e29b-41d4-a716-446655440000",
          "/c/deadbeef01.css",
          "/x/a-very-long-title-of-some-article-here.html",
          "/a/b/c/d/e/f/g/h/i/j",
          "//double//slash",
          "/p;v=1",
          "/$uri/${HOME}/x",
          "/%24%7Bjndi%7D",
          "/quote\"end",
          "/quote'end",
          "/back\\slash\\",
          "/brace{1}",
          "/a+b(c)[d]*.^$|",
          "/~user/,:=@!&",
          "/<script>",
          "/caf\u00e9",
          "/%{HTTP_HOST}",
          "/-f");
  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "?",
          "?q=1",
          "?q=2&page=3",
          "?page=3&q=2",
          "?q",
          "?xq=1",
          "?q[]=1&.=2",
          "?a&b&c",
          "?&q=1&",
          "?q=1&q=2",
          "?$x=1&\"y=2",
          "?page=a%26q=1");
  private static final List<String> AGENTS =
      List.of(
          "",
          "-",
          "curl/8.5.0",
          "CURL/8.5.0",
          "curl/80.1.0",
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0"
              + " Safari/537.36",
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0"
              + " Safari/537.36 Edg/119.0.1",
          "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4"
              + " Safari/605.1.15",
          "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
          "python-requests/2.31.0",
          "x\" 1; } return 200; #",
          "x' if TRUE",
          "}",
          "--",
          "-m",
          "-i",
          "\\",
          "ends with \\",
          "a\\\"b",
          "$http_host ${HOME} $(id) `id`",
          "%{THE_REQUEST} %[src] %ci",
          "<If \"true\"></If>",
          "m#x# && -R '0.0.0.0/0'",
          "(.*)|.*[a-z]+^$",
          "caf\u00e9 \u4e2d\u6587 \ud83d\ude00",
          "a#b # c",
          "a;b;c",
          "!");
  private static final List<String> REFERERS =
      List.of("", "", "http://a.example/", "http://a.example/?\"'\\$x#y", "-");
  private static final List<String> HOSTS =
      List.of("a.example", "A.Example", "a.example:8080", "axexample", "b-c.example");
  private static final List<String> LANGUAGES = List.of("", "de", "en-US,en;q=0.5", "\"x\",'y'\\");
  private static final List<String> CLIENTS =
      List.of("127.0.0.1", "127.9.9.9", "127.9.9.10", "127.9.8.9");

  private final Random random;

  NastyRequests(long seed) {
    this.random = new Random(seed);
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  RawRequest next() {
    return new RawRequest(
        any(CLIENTS),
        any(METHODS),
        bytes(any(PATHS) + any(QUERIES)),
        random.nextInt(4) == 0 ? "HTTP/1.0" : "HTTP/1.1",
        any(HOSTS),
        bytes(any(AGENTS)),
        bytes(any(REFERERS)),
        bytes(any(LANGUAGES)));
  }

  /// The same request with one thing changed, perhaps to the same.
  RawRequest near(RawRequest r) {
    RawRequest o = next();
    return switch (random.nextInt(12)) {
      case 0 ->
          new RawRequest(
              o.client(),
              r.method(),
              r.target(),
              r.protocol(),
              r.host(),
              r.agent(),
              r.referer(),
              r.language());
      case 1 ->
          new RawRequest(
              r.client(),
              o.method(),
              r.target(),
              r.protocol(),
              r.host(),
              r.agent(),
              r.referer(),
              r.language());
      case 2 -> with(r, o.target(), r.agent());
      case 3 -> with(r, r.target() + any(List.of("x", "/", "?", "&q", "?q=9")), r.agent());
      case 4 -> with(r, "/x" + r.target(), r.agent());
      case 5 -> with(r, "http://" + r.host() + r.target(), r.agent());
      case 6 ->
          new RawRequest(
              r.client(),
              r.method(),
              r.target(),
              o.protocol(),
              r.host(),
              r.agent(),
              r.referer(),
              r.language());
      case 7 ->
          new RawRequest(
              r.client(),
              r.method(),
              r.target(),
              r.protocol(),
              o.host(),
              r.agent(),
              r.referer(),
              r.language());
      case 8 -> with(r, r.target(), o.agent());
      case 9 -> with(r, r.target(), swapCase(r.agent()));
      case 10 -> with(r, r.target(), r.agent() + "x");
      default ->
          new RawRequest(
              r.client(),
              r.method(),
              r.target(),
              r.protocol(),
              r.host(),
              r.agent(),
              o.referer(),
              o.language());
    };
  }

  private static RawRequest with(RawRequest r, String target, String agent) {
    return new RawRequest(
        r.client(), r.method(), target, r.protocol(), r.host(), agent, r.referer(), r.language());
  }

  private static String swapCase(String text) {
    return text.chars()
        .mapToObj(
            c ->
                String.valueOf(
                    (char) (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ? c ^ 0x20 : c)))
        .collect(Collectors.joining());
  }

  /// What a signature on 1 to 3 attributes of the request would say.
  List<Said> signature(RawRequest request) {
    List<Said> said = new ArrayList<>();
    List<Attribute> left = new ArrayList<>(ATTRIBUTES);
    int clauses = 1 + random.nextInt(3);
    while (said.size() < clauses && !left.isEmpty()) {
      Attribute attribute = left.remove(random.nextInt(left.size()));
      said.add(new Said(attribute, text(attribute, request)));
    }
    return said;
  }

  private static String utf8(String byteText) {
    return new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String text(Attribute attribute, RawRequest r) {
    int mark = r.target().indexOf('?');
    String path = mark < 0 ? r.target() : r.target().substring(0, mark);
    String query = mark < 0 ? "" : r.target().substring(mark + 1);
    byte[] target = r.target().getBytes(StandardCharsets.ISO_8859_1);
    byte[] agent = r.agent().getBytes(StandardCharsets.ISO_8859_1);
    int family = UserAgentFamily.of(agent, 0, agent.length);
    int major = UserAgentFamily.major(family);
    return switch (attribute) {
      case METHOD -> r.method();
      case PATH -> utf8(path);
      case TEMPLATE -> PathTemplate.describe(target, 0, target.length);
      case QUERY -> query.isEmpty() ? "none" : "present";
      case QUERY_KEYS ->
          Arrays.stream(query.split("&", -1))
              .map(pair -> pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair)
              .sorted()
              .collect(Collectors.joining("&"));
      case PROTOCOL -> r.protocol();
      case USER_AGENT -> utf8(r.agent());
      case USER_AGENT_FAMILY -> UserAgentFamily.family(family) + (major == 0 ? "" : " " + major);
      case REFERER -> utf8(r.referer());
      case REFERER_CLASS -> r.referer().isEmpty() ? "none" : "other";
      case HOST -> r.host();
      case SOURCE -> r.client();
      case PREFIX -> r.client().substring(0, r.client().lastIndexOf('.')) + ".0/24";
      case ACCEPT_LANGUAGE -> utf8(r.language());
      default -> throw new IllegalArgumentException("not tried: " + attribute);
    };
  }
}
