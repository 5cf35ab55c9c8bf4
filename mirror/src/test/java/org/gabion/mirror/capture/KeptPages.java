package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteKey;

/// Keeps in memory what a capture finds, and gives it back to the next one.
final class KeptPages implements CaptureSink {
  private final Map<String, Kept> pages = new TreeMap<>();
  private final Map<String, Miss> missed = new TreeMap<>();
  private final Map<String, Kept> before;
  private Optional<Thread> caller = Optional.empty();

  record Kept(PageHead head, byte[] content) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  record Miss(MissReason reason, String detail) {}

  KeptPages() {
    this(Map.of());
  }

  private KeptPages(Map<String, Kept> before) {
    this.before = before;
  }

  /// A sink for the edition after this one.
  KeptPages next() {
    return new KeptPages(pages);
  }

  @Override
  public void page(RouteKey key, PageHead head, InputStream body) throws IOException {
    checkCaller();
    if (pages.put(key.toString(), new Kept(head, body.readAllBytes())) != null) {
      throw new IOException(key + " was given twice");
    }
  }

  @Override
  public Optional<InputStream> earlier(RouteKey key, Digest content) {
    checkCaller();
    return Optional.ofNullable(before.get(key.toString()))
        .map(kept -> new java.io.ByteArrayInputStream(kept.content()));
  }

  @Override
  public void missed(String url, MissReason reason, String detail) {
    checkCaller();
    missed.put(url, new Miss(reason, detail));
  }

  private void checkCaller() {
    if (caller.isPresent() && !caller.get().equals(Thread.currentThread())) {
      throw new IllegalStateException("called by two threads");
    }
    caller = Optional.of(Thread.currentThread());
  }

  Map<String, Kept> pages() {
    return pages;
  }

  Map<String, Miss> missed() {
    return missed;
  }

  /// A page that must be there.
  Kept page(String key) {
    return Optional.ofNullable(pages.get(key)).orElseThrow(() -> new AssertionError("no " + key));
  }

  /// A miss that must be there.
  Miss miss(String url) {
    return Optional.ofNullable(missed.get(url)).orElseThrow(() -> new AssertionError("no " + url));
  }

  /// Why a page was left out; `-` if it was not.
  String reason(String url) {
    return missed.containsKey(url) ? miss(url).reason().word() : "-";
  }
}
