package org.gabion.lab.realsite;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gabion.lab.load.HttpConnection.Answer;

/// A sample of the site's addresses as a real browser shows them, first from the site itself, then
/// from copies, which must show the same. One thread.
final class Readings {
  /// What nobody has ever had.
  static final String MISSING = "/there/is/none";

  private final Headless browser;
  private final Serving.Server site;
  private final List<String> sample;
  private final Map<String, Headless.View> before = new HashMap<>();

  Readings(Headless browser, Serving.Server site, List<String> sample) {
    this.browser = browser;
    this.site = site;
    this.sample = sample;
  }

  /// Reads the site itself.
  void readSite(Findings findings) throws IOException, InterruptedException {
    for (String address : sample) {
      Headless.View view = browser.open(site.address(address));
      if (!view.failures().isEmpty()) {
        findings.add("the site itself", address + " misses " + view.failures());
      }
      before.put(address, view);
    }
  }

  /// Reads the readable pages of a copy.
  ///
  /// @param where a page lies; empty for one that has no page of its own
  /// @return pages that were read
  int readPages(Function<String, Optional<URI>> where, Findings findings, String place)
      throws IOException, InterruptedException {
    int read = 0;
    for (String address : sample) {
      Optional<URI> there = where.apply(address);
      if (there.isPresent()) {
        compare(address, browser.open(there.get()), findings, place);
        read++;
      }
    }
    return read;
  }

  /// Reads what answers at the site's own addresses, statuses and redirects included.
  int readAddresses(Serving.Server copy, Findings findings, String place)
      throws IOException, InterruptedException {
    try (Getter was = new Getter(site.port());
        Getter is = new Getter(copy.port())) {
      for (String address : sample) {
        Answer old = was.get(address);
        Answer now = is.get(address);
        findings.compare(place, "status of " + address, old.status(), now.status());
        findings.compare(
            place, "where " + address + " leads", old.field("location"), now.field("location"));
        findings.compare(
            place,
            "media type of " + address,
            mediaType(old),
            old.status() / 100 == 3 ? mediaType(old) : mediaType(now));
        Headless.View view = browser.open(copy.address(address));
        compare(address, view, findings, place);
        findings.compare(
            place, "address bar of " + address, view(address).address(), view.address());
      }
    }
    return sample.size();
  }

  private static String mediaType(Answer answer) {
    return answer.field("content-type").replaceFirst(";.*", "");
  }

  private Headless.View view(String address) {
    return java.util.Objects.requireNonNull(before.get(address));
  }

  private void compare(String address, Headless.View is, Findings findings, String place) {
    Headless.View was = view(address);
    findings.compare(place, "title of " + address, was.title(), is.title());
    findings.compare(place, "text of " + address, was.text(), is.text());
    findings.compare(place, "links of " + address, was.links(), is.links());
    findings.compare(place, "pictures of " + address, was.images(), is.images());
    findings.compare(place, "style of " + address, was.colour(), is.colour());
    findings.compare(place, "what " + address + " misses", List.of(), is.failures());
  }
}
