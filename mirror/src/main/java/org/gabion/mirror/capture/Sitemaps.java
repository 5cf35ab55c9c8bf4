package org.gabion.mirror.capture;

import crawlercommons.sitemaps.AbstractSiteMap;
import crawlercommons.sitemaps.SiteMap;
import crawlercommons.sitemaps.SiteMapIndex;
import crawlercommons.sitemaps.SiteMapParser;
import crawlercommons.sitemaps.SiteMapURL;
import crawlercommons.sitemaps.UnknownFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.zip.ZipException;

/// Reads the sitemaps of a site (sitemaps.org 0.9, also indexes, gzip, text and feeds). Bounded in
/// files, in bytes after unpacking, and in addresses. One thread.
final class Sitemaps {
  static final String USUAL = "/sitemap.xml";

  private static final int MAX_FILES = 1000;

  private final SiteFiles files;
  private final Session session;
  private final CrawlScope scope;
  private final int maxPages;
  private final BiConsumer<SiteUrl, String> faults;

  private final Deque<SiteUrl> waiting = new ArrayDeque<>();
  private final Set<SiteUrl> known = new HashSet<>();
  private final Set<SiteUrl> read = new LinkedHashSet<>();
  private final Set<SiteUrl> pages = new LinkedHashSet<>();

  /// @param faults told which file could not be read, and why
  Sitemaps(
      SiteFiles files,
      Session session,
      CrawlScope scope,
      int maxPages,
      BiConsumer<SiteUrl, String> faults) {
    this.files = files;
    this.session = session;
    this.scope = scope;
    this.maxPages = maxPages;
    this.faults = faults;
  }

  /// The addresses that the sitemaps name, each once.
  ///
  /// @param named by robots.txt
  Set<SiteUrl> read(List<String> named) throws IOException {
    SiteUrl home = scope.home();
    named.forEach(url -> home.resolve(url).ifPresent(this::await));
    SiteUrl usual = home.resolve(USUAL).orElseThrow();
    await(usual);
    while (!waiting.isEmpty() && pages.size() < maxPages) {
      SiteUrl url = waiting.remove();
      switch (files.fetch(url, SiteFiles.MAX_BYTES)) {
        case Answer.Got got -> {
          try (Body body = got.body()) {
            if (got.status() == 200) {
              read.add(url);
              unpackAndParse(url, body);
            } else if (!(url.equals(usual) && got.status() < 500)) {
              faults.accept(url, "the sitemap answers " + got.status());
            }
          }
        }
        case Answer.Failed failed -> faults.accept(url, "the sitemap: " + failed.detail());
        case Answer.TooLarge large -> faults.accept(url, "the sitemap has " + large.detail());
      }
    }
    return pages;
  }

  /// The sitemaps themselves, as far as they were there.
  Set<SiteUrl> files() {
    return read;
  }

  private void await(SiteUrl url) {
    if (scope.holds(url) && known.size() < MAX_FILES && known.add(url)) {
      waiting.add(url);
    }
  }

  private void unpackAndParse(SiteUrl url, Body body) throws IOException {
    byte[] bytes = body.bytes();
    boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!gzip) {
      parse(url, bytes);
      return;
    }
    try {
      Optional<Body> unpacked = session.unpacked(body, SiteFiles.MAX_BYTES);
      if (unpacked.isEmpty()) {
        faults.accept(url, "the sitemap has more than " + SiteFiles.MAX_BYTES + " bytes unpacked");
        return;
      }
      try (Body content = unpacked.get()) {
        parse(url, content.bytes());
      }
    } catch (ZipException | EOFException e) {
      faults.accept(url, "the sitemap's gzip coding is damaged");
    }
  }

  private void parse(SiteUrl url, byte[] bytes) throws IOException {
    try {
      SiteMapParser parser = new SiteMapParser(false, true);
      // Namespaces are often written wrong; document types, which could name files, stay forbidden.
      parser.setStrictNamespace(false);
      AbstractSiteMap parsed = parser.parseSiteMap(bytes, URI.create(url.toString()).toURL());
      switch (parsed) {
        case SiteMapIndex index ->
            index.getSitemaps(true).stream()
                .map(AbstractSiteMap::getUrl)
                .flatMap(each -> SiteUrl.parse(each.toString()).stream())
                .forEach(this::await);
        case SiteMap map -> {
          for (SiteMapURL each : map.getSiteMapUrls()) {
            if (pages.size() < maxPages) {
              SiteUrl.parse(each.getUrl().toString()).ifPresent(pages::add);
            }
          }
        }
        default -> faults.accept(url, "the sitemap is of no known kind");
      }
    } catch (UnknownFormatException | IllegalArgumentException e) {
      faults.accept(url, "the sitemap can not be read: " + e.getMessage());
    }
  }
}
