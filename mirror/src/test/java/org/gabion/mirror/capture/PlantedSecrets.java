package org.gabion.mirror.capture;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Pages that tell each visitor something of his own, in all the ways that sites are known for, and
/// the secrets that they told. Each page has its kind by its number.
final class PlantedSecrets {
  static final String OPERATOR = "Jane Operator";

  private final Random random;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Map<String, String> byClient = new ConcurrentHashMap<>();
  private final List<Kind> kinds =
      List.of(
          this::cookieAndNothingElse,
          this::cookieInBody,
          this::cookieByClient,
          this::markedPrivate,
          this::markedNoStore,
          this::variesByCookie,
          this::variesByAuthorization,
          this::variesByAll,
          this::asksForCredentials,
          this::hiddenToken,
          this::hiddenTokenByClient,
          this::hiddenTokenWithOddName,
          this::metaToken,
          this::metaTokenByClient,
          this::scriptToken,
          this::scriptTokenByClient,
          this::nonce,
          this::commentWithRequestId,
          this::commentWithName,
          this::viewState,
          this::rayId,
          this::visitorId,
          this::loggedInFirst,
          this::loggedInSecond,
          this::loggedInByClient,
          this::echoOfAgent,
          this::echoOfLanguage,
          this::sessionInLinks,
          this::sessionInLinksByClient,
          this::tokenInPath,
          this::tokenInRedirect,
          this::tokenInHeader,
          this::tokenInStyle,
          this::accountAsJson,
          this::nameInImage);

  /// A way to tell a visitor something of his own.
  @FunctionalInterface
  private interface Kind {
    void answer(HttpExchange exchange, String number) throws IOException;
  }

  PlantedSecrets(long seed) {
    random = new Random(seed);
    told.add(OPERATOR);
  }

  /// Puts pages `/planted/0` and so on into a site.
  void plant(TestSite site, int count) {
    for (int i = 0; i < count; i++) {
      String number = String.valueOf(i);
      Kind kind = kinds.get(i % kinds.size());
      site.page("/planted/" + number, exchange -> kind.answer(exchange, number));
    }
    // Whoever has the address of a token is shown a page that looks the same to all.
    site.otherwise(
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().startsWith("/reset/");
          TestSite.send(exchange, known ? 200 : 404, TestSite.HTML, "<h1>Set a password</h1>");
        });
  }

  int kinds() {
    return kinds.size();
  }

  /// All that was told to anybody.
  Set<String> told() {
    return Set.copyOf(told);
  }

  /// A new secret, as long random ones are.
  private String secret() {
    byte[] bytes = new byte[16];
    synchronized (random) {
      random.nextBytes(bytes);
    }
    String secret = HexFormat.of().formatHex(bytes);
    told.add(secret);
    return secret;
  }

  /// A secret that each client address is told again.
  private String secretByClient(HttpExchange exchange, String number) {
    String client = exchange.getRemoteAddress().getAddress().getHostAddress();
    return byClient.computeIfAbsent(client + " " + number, _ -> secret());
  }

  private static boolean isSecond(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("User-Agent").contains("second");
  }

  private static void html(HttpExchange exchange, String text) throws IOException {
    TestSite.send(
        exchange,
        200,
        TestSite.HTML,
        "<!doctype html><html><head><title>t</title></head><body><p>A planted page.</p>"
            + text
            + "</body></html>");
  }

  private static HttpExchange with(HttpExchange exchange, String name, String value) {
    exchange.getResponseHeaders().add(name, value);
    return exchange;
  }

  private void cookieAndNothingElse(HttpExchange exchange, String number) throws IOException {
    html(with(exchange, "Set-Cookie", "sid=" + secret() + "; HttpOnly"), "nothing of note");
  }

  private void cookieInBody(HttpExchange exchange, String number) throws IOException {
    String secret = secret();
    html(with(exchange, "Set-Cookie", "sid=" + secret), "you are " + secret);
  }

  private void cookieByClient(HttpExchange exchange, String number) throws IOException {
    String secret = secretByClient(exchange, number);
    html(with(exchange, "Set-Cookie", "sid=" + secret), "you are " + secret);
  }

  private void markedPrivate(HttpExchange exchange, String number) throws IOException {
    html(
        with(exchange, "Cache-Control", "max-age=60, Private"),
        "basket " + secretByClient(exchange, number));
  }

  private void markedNoStore(HttpExchange exchange, String number) throws IOException {
    html(with(exchange, "Cache-Control", "no-store"), "card " + secretByClient(exchange, number));
  }

  private void variesByCookie(HttpExchange exchange, String number) throws IOException {
    html(
        with(exchange, "Vary", "Accept-Encoding, Cookie"),
        "name " + secretByClient(exchange, number));
  }

  private void variesByAuthorization(HttpExchange exchange, String number) throws IOException {
    html(with(exchange, "Vary", "authorization"), "name " + secretByClient(exchange, number));
  }

  private void variesByAll(HttpExchange exchange, String number) throws IOException {
    html(with(exchange, "Vary", "*"), "name " + secretByClient(exchange, number));
  }

  private void asksForCredentials(HttpExchange exchange, String number) throws IOException {
    with(exchange, "WWW-Authenticate", "Digest nonce=\"" + secret() + "\"");
    TestSite.send(exchange, 401, TestSite.HTML, "hint: " + secretByClient(exchange, number));
  }

  private void hiddenToken(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<form method=post><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\""
            + secret()
            + "\"></form>");
  }

  private void hiddenTokenByClient(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<form method=post><input name='authenticity_token' type='HIDDEN' value='"
            + secretByClient(exchange, number)
            + "'></form>");
  }

  private void hiddenTokenWithOddName(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<input value="
            + secretByClient(exchange, number)
            + " name=x7 type=hidden><input type=text value=q>");
  }

  private void metaToken(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<meta name=\"csrf-token\" content=\"" + secret() + "\">");
  }

  private void metaTokenByClient(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<meta content='" + secretByClient(exchange, number) + "' name='_csrf'>");
  }

  private void scriptToken(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<script>window.app = {\"csrfToken\": \"" + secret() + "\", a: 1};</script>");
  }

  private void scriptTokenByClient(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<script>var XSRF = '" + secretByClient(exchange, number) + "'; go();</script>");
  }

  private void nonce(HttpExchange exchange, String number) throws IOException {
    String nonce = secret();
    with(exchange, "Content-Security-Policy", "script-src 'nonce-" + nonce + "'");
    html(exchange, "<script nonce=\"" + nonce + "\">go();</script>");
  }

  private void commentWithRequestId(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<!-- served by web-3 in 0.0" + (number + 7) + " s, id " + secret() + " -->");
  }

  private void commentWithName(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<!-- hello " + (isSecond(exchange) ? "guest" : "user " + secret()) + " -->");
  }

  private void viewState(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<input type=\"hidden\" name=\"__VIEWSTATE\" id=\"__VIEWSTATE\" value=\"/wEP"
            + secret()
            + "==\" />");
  }

  private void rayId(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<script>(function(){window.__CF$cv$params={r:'" + secret() + "',t:'MTcw'};})();</script>");
  }

  private void visitorId(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<script>track('" + secret() + "')</script>");
  }

  private void loggedInFirst(HttpExchange exchange, String number) throws IOException {
    html(exchange, isSecond(exchange) ? "<a href=/login>in</a>" : "Hello " + secret());
  }

  private void loggedInSecond(HttpExchange exchange, String number) throws IOException {
    html(exchange, isSecond(exchange) ? "Hello " + secret() : "<a href=/login>in</a>");
  }

  private void loggedInByClient(HttpExchange exchange, String number) throws IOException {
    html(exchange, "Hello <b>" + OPERATOR.toUpperCase(Locale.ROOT) + "</b>, " + OPERATOR);
  }

  private void echoOfAgent(HttpExchange exchange, String number) throws IOException {
    html(exchange, "You use " + exchange.getRequestHeaders().getFirst("User-Agent"));
  }

  private void echoOfLanguage(HttpExchange exchange, String number) throws IOException {
    html(exchange, "You speak " + exchange.getRequestHeaders().getFirst("Accept-Language"));
  }

  private void sessionInLinks(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<a href=\"/good/1;jsessionid=" + secret() + "\">next</a>");
  }

  private void sessionInLinksByClient(HttpExchange exchange, String number) throws IOException {
    html(
        exchange,
        "<a href=\"/good/1?PHPSESSID=" + secretByClient(exchange, number) + "\">next</a>");
  }

  private void tokenInPath(HttpExchange exchange, String number) throws IOException {
    html(exchange, "<a href=\"/reset/" + secret() + "\">set a new password</a>");
  }

  private void tokenInRedirect(HttpExchange exchange, String number) throws IOException {
    with(exchange, "Location", "/reset/" + secret());
    TestSite.send(exchange, 302, "", "");
  }

  private void tokenInHeader(HttpExchange exchange, String number) throws IOException {
    with(exchange, "ETag", "W/\"" + secret() + "\"");
    with(exchange, "X-Request-Id", secret());
    with(exchange, "Link", "</track/" + secret() + ">; rel=preload");
    html(exchange, "nothing");
  }

  private void tokenInStyle(HttpExchange exchange, String number) throws IOException {
    TestSite.send(exchange, 200, "text/css", "a { background: url(/px/" + secret() + ".gif) }");
  }

  private void accountAsJson(HttpExchange exchange, String number) throws IOException {
    TestSite.send(exchange, 200, "application/json", "{\"account\": \"" + secret() + "\"}");
  }

  private void nameInImage(HttpExchange exchange, String number) throws IOException {
    TestSite.send(
        exchange, 200, "image/svg+xml", "<svg><text>Jane&#x20;" + secret() + "</text></svg>");
  }
}
