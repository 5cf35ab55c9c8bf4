package org.gabion.mirror.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/// A static site as generators make it: articles, lists, assets, a feed, with much in it that looks
/// like a secret and is none.
final class GoodSite {
  private static final String[] WORDS = {
    "water",
    "council",
    "school",
    "bridge",
    "report",
    "private",
    "cookie",
    "token",
    "session",
    "password",
    "the",
    "of",
    "and",
    "in",
    "nonce",
    "login",
    "2026",
    "river",
    "budget",
    "csrf"
  };

  private final Map<String, String> pages = new TreeMap<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, String> lively = new TreeMap<>();
  private final AtomicLong visits = new AtomicLong();

  GoodSite(long seed, int articles) {
    Random random = new Random(seed);
    add("/css/site.css", "text/css", "body { background: url(/img/back.svg) }");
    add("/js/site.js", "text/javascript", "const token = document.cookie; // no secret here");
    add("/img/back.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    for (int i = 0; i < articles; i++) {
      add("/good/" + i, TestSite.HTML, article(random, i, articles));
      if (i % 10 == 0) {
        byte[] bytes = new byte[2000];
        random.nextBytes(bytes);
        add(
            "/img/" + i + ".png",
            "image/png",
            new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', 'x'));
      }
    }
  }

  private static String article(Random random, int number, int articles) {
    StringBuilder text = new StringBuilder();
    text.append("<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Article ")
        .append(number)
        .append("</title><meta name=\"csrf-param\" content=\"authenticity_token\">")
        .append("<link rel=stylesheet href=/css/site.css><script src=/js/site.js></script>")
        .append("<!-- built with generator 4.2.1 on 2026-11-01, commit 5ab8ecb1234567 -->")
        .append("</head><body>\n<form action=/good/0 method=get><input type=hidden name=lang")
        .append(" value=en><input name=q></form>\n<p>");
    for (int i = 0; i < 80; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(i % 17 == 16 ? ".\n" : " ");
    }
    text.append("</p><p>Hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</p>")
        .append("<img src=/img/")
        .append(number / 10 * 10)
        .append(".png alt=''>");
    for (int next : new int[] {number + 1, 2 * number + 1, 2 * number + 2}) {
      if (next < articles) {
        text.append("<a href=\"/good/").append(next).append("\">next</a>\n");
      }
    }
    return text.append("</body></html>\n").toString();
  }

  /// Adds pages that are made anew for each visit, with a form's token, a nonce, the time, a hidden
  /// e-mail address and their own address in them, and are for everybody all the same.
  void addLively(int count) {
    for (int i = 0; i < count; i++) {
      lively.put("/live/" + i, "<a href=/live/" + (i + 1) % count + ">next</a> live " + i);
    }
  }

  private static String lively(
      String text, String self, String token, String nonce, String time, String mail) {
    return "<!doctype html><html><head><!--"
        + time
        + "--><script nonce=\""
        + nonce
        + "\">go()</script></head><body><form action=\""
        + self
        + "\"><input type=hidden name=_token value=\""
        + token
        + "\"></form><a class=__cf_email__ data-cfemail=\""
        + mail
        + "\">mail</a>"
        + text
        + "</body></html>";
  }

  private void answerLively(HttpExchange exchange, String text) throws IOException {
    long number = visits.incrementAndGet();
    String nonce = "bm9uY2" + number;
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "script-src 'nonce-" + nonce + "'");
    exchange
        .getResponseHeaders()
        .set("Last-Modified", "Thu, 26 Nov 2026 20:%02d:00 GMT".formatted(number % 60));
    byte key = (byte) number;
    byte[] mail = "xred@example.org".getBytes(UTF_8);
    for (int i = 0; i < mail.length; i++) {
      mail[i] ^= key;
    }
    mail[0] = key;
    TestSite.send(
        exchange,
        200,
        TestSite.HTML,
        lively(
            text,
            exchange.getRequestURI().toString(),
            "tok" + number,
            nonce,
            " made in 0." + number + " s at 2026-11-26T20:00:00." + number + "Z ",
            HexFormat.of().formatHex(mail)));
  }

  private void add(String path, String type, String content) {
    pages.put(path, content);
    types.put(path, type);
  }

  void build(TestSite site) {
    pages.forEach(
        (path, content) ->
            site.page(
                path,
                exchange ->
                    TestSite.send(exchange, 200, types.getOrDefault(path, ""), bytes(path))));
    lively.forEach((path, text) -> site.page(path, exchange -> answerLively(exchange, text)));
  }

  /// What a copy must have.
  byte[] bytes(String path) {
    if (lively.containsKey(path)) {
      String mail = "00" + HexFormat.of().formatHex("red@example.org".getBytes(UTF_8));
      return lively(lively.getOrDefault(path, ""), path, "", Nonces.FIXED, "", mail)
          .getBytes(UTF_8);
    }
    boolean image = path.endsWith(".png");
    return pages.getOrDefault(path, "").getBytes(image ? StandardCharsets.ISO_8859_1 : UTF_8);
  }

  Set<String> paths() {
    Set<String> paths = new TreeSet<>(pages.keySet());
    paths.addAll(lively.keySet());
    return paths;
  }
}
