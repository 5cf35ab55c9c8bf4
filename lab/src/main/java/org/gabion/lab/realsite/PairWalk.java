package org.gabion.lab.realsite;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.gabion.lab.load.HttpConnection.Answer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Walks a site and the readable pages of its copy side by side, link by link from the first page,
/// and notes where they differ. So it learns which page of the copy stands for which of the site,
/// without knowing how the copy names its files. One thread.
final class PairWalk {
  private final Getter site;
  private final Map<String, Page> pages = new HashMap<>();

  PairWalk(Getter site) {
    this.site = site;
  }

  /// What a server gives for an address.
  ///
  /// @param goesOn where it sends the reader
  /// @param links and images, as addresses of the same server, or as they are if they lead away
  private record Page(
      int status, Optional<String> goesOn, String text, List<String> links, List<String> images) {}

  /// What was found.
  ///
  /// @param addresses of the copy's pages, by those of the site's
  /// @param pages of HTML that were compared
  record Walked(Map<String, String> addresses, int pages) {}

  /// Walks all that can be reached from the first page.
  ///
  /// @param first page of the copy
  Walked walk(Getter copy, String first, Findings findings, String place) throws IOException {
    Map<String, String> pairs = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    Set<String> sameImages = new HashSet<>();
    pairs.put("/", first);
    open.add("/");
    int compared = 0;
    while (!open.isEmpty()) {
      String at = open.remove();
      String there = Objects.requireNonNull(pairs.get(at));
      Page was = known(at);
      Page is = page(copy.get(there), there);
      if (was.status() == 404) {
        findings.add(place, "the site itself links to " + at + ", which is not there");
        continue;
      }
      findings.compare(place, "status of " + at + " at " + there, 200, is.status());
      if (was.goesOn().isPresent()) {
        // A link of the copy may lead to the end of a redirect at once.
        pair(was.goesOn().get(), is.goesOn().orElse(there), pairs, open, findings, place);
        continue;
      }
      findings.compare(place, at + " sends on", Optional.empty(), is.goesOn());
      compared++;
      findings.compare(place, "text of " + at, was.text(), is.text());
      findings.compare(place, "links of " + at, was.links().size(), is.links().size());
      findings.compare(place, "images of " + at, was.images().size(), is.images().size());
      for (int i = 0; i < Math.min(was.links().size(), is.links().size()); i++) {
        pair(was.links().get(i), is.links().get(i), pairs, open, findings, place);
      }
      for (int i = 0; i < Math.min(was.images().size(), is.images().size()); i++) {
        if (sameImages.add(was.images().get(i) + " " + is.images().get(i))) {
          image(copy, was.images().get(i), is.images().get(i), findings, place);
        }
      }
    }
    return new Walked(pairs, compared);
  }

  private static void pair(
      String was,
      String is,
      Map<String, String> pairs,
      Deque<String> open,
      Findings findings,
      String place) {
    if (!was.startsWith("/")) {
      findings.compare(place, "a link to elsewhere", was, is);
      return;
    }
    String known = pairs.putIfAbsent(was, is);
    if (known == null) {
      open.add(was);
    } else {
      findings.compare(place, "where links to " + was + " lead", known, is);
    }
  }

  private void image(Getter copy, String was, String is, Findings findings, String place)
      throws IOException {
    Answer before = site.get(was);
    Answer after = copy.get(is);
    findings.compare(place, "status of " + was, before.status(), after.status());
    String type = before.field("content-type");
    findings.compare(place, "type of " + was, type, after.field("content-type"));
    // Drawings are cleaned of what could run in them; other pictures stay as they are.
    if (!type.contains("svg")) {
      findings.compare(place, "bytes of " + was, before.body(), after.body());
    }
  }

  private Page known(String at) throws IOException {
    Page page = pages.get(at);
    if (page == null) {
      page = page(site.get(at), at);
      pages.put(at, page);
    }
    return page;
  }

  private static Page page(Answer answer, String at) {
    if (answer.status() >= 300 && answer.status() < 400) {
      return sendingOn(answer.status(), address(at, answer.field("location")));
    }
    if (!answer.field("content-type").startsWith("text/html")) {
      return new Page(answer.status(), Optional.empty(), "", List.of(), List.of());
    }
    Document html = Jsoup.parse(answer.body());
    Element refresh = html.selectFirst("meta[http-equiv=refresh]");
    if (refresh != null) {
      String to = refresh.attr("content").replaceFirst("^[^=]*=", "");
      return sendingOn(answer.status(), address(at, to));
    }
    Element main = html.selectFirst("#content");
    Element body = main == null ? html.body() : main;
    List<String> links = new ArrayList<>();
    body.select("a[href]").forEach(a -> links.add(address(at, a.attr("href"))));
    List<String> images = new ArrayList<>();
    body.select("img[src]").forEach(i -> images.add(address(at, i.attr("src"))));
    body.select("source[srcset]").forEach(i -> images.add(address(at, i.attr("srcset"))));
    return new Page(answer.status(), Optional.empty(), body.text(), links, images);
  }

  private static Page sendingOn(int status, String to) {
    return new Page(status, Optional.of(to), "", List.of(), List.of());
  }

  /// A reference as an address of the same server, without its fragment.
  private static String address(String from, String reference) {
    URI to = URI.create(from).resolve(escaped(reference));
    return to.getHost() == null ? to.getRawPath() : to.toString();
  }

  private static String escaped(String reference) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : reference.strip().getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c <= 0x20 || c >= 0x7f) {
        escaped.append('%');
        escaped.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        escaped.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      } else {
        escaped.append((char) c);
      }
    }
    return escaped.toString();
  }
}
