package org.gabion.core.detect;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;

/// Requests that are each another client, path, agent and referer, of all kinds: the worst that can
/// come for what keeps samples of them. Deterministic by its seed.
final class Hostile {
  private static final int[] STATUSES = {200, 404, 503, 499, 302};

  private final Features features;
  private final Random random;
  private int sent;

  Hostile(KeyedHash hash, long seed) {
    this.features = new Features(hash);
    this.random = new Random(seed);
  }

  WindowSummary window(WindowConfig shape, long minute, int requests) {
    WindowSummary summary = new WindowSummary(shape);
    for (int n = 0; n < requests; n++) {
      int i = sent++;
      features.clear();
      features.startMicros = minute * Traffic.MINUTE + n;
      features.client(0, 0xffff_0000_0000L | random.nextInt() & 0xffff_ffffL);
      text(features::method, i % 13 == 0 ? "POST" : "GET");
      String ending = i % 3 == 0 ? ".pdf" : i % 3 == 1 ? ".css" : "";
      text(features::target, "/" + random.nextLong() + ending);
      text(features::userAgent, "a" + random.nextLong());
      text(features::referer, "/" + i);
      features.status(STATUSES[i % STATUSES.length]);
      features.bytes = 1000;
      summary.record(features);
    }
    return summary;
  }

  private interface Text {
    void set(byte[] bytes, int from, int to);
  }

  private static void text(Text of, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    of.set(bytes, 0, bytes.length);
  }
}
