package org.gabion.guard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.gabion.core.detect.DetectionPipeline;
import org.gabion.core.request.Features;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DetectionMemoryTest {
  private static final long MINUTE = 60_000_000L;
  private static final int WEEK = 7 * 24 * 60;
  private static final int[] STATUSES = {200, 404, 503, 499, 302};

  /// Every request is another client, path, agent and referer: the worst that can come. Both
  /// generations of the baseline, and all recent windows, are full at the end; and then the windows
  /// that wait after a hole.
  @ParameterizedTest
  @CsvSource({"16, 2", "24, 8"})
  void detection_whenAllSamplesAreFull_staysWithinItsMemory(int megabytes, int loops) {
    long bytes = (long) megabytes << 20;
    Epoch epoch = DetectionMemory.within(bytes, loops).epoch(0, new byte[16]);
    DetectionPipeline pipeline = new DetectionPipeline(epoch.window(), epoch.baselineClients());
    Features features = new Features(epoch.hash());
    Random random = new Random(1);
    long most = 0;
    long window = 0;
    int sent = 0;
    int last = WEEK + 550;
    for (int minute = 0; minute <= last + 20; minute++) {
      if (minute > last && minute <= last + 3) {
        continue;
      }
      WindowSummary summary = new WindowSummary(epoch.window());
      boolean full = minute > last - 60 && minute % 15 == 0 || minute > last - 11;
      int requests = full ? 14 * epoch.window().requests() : growing(minute);
      for (int i = 0; i < requests; i++) {
        hostile(features, random, sent++);
        features.startMicros = minute * MINUTE + i;
        summary.record(features);
      }
      window = Math.max(window, summary.bytesHeld());
      pipeline.step(new Window(minute, summary));
      most = Math.max(most, pipeline.bytesHeld());
      if (minute == last - 60) {
        assertThat(pipeline.open()).as("what would not be learnt").isEmpty();
      }
    }
    long waiting = window * (Detection.MOST_PENDING + (long) loops * LoopRecorder.MOST_WINDOWS);
    assertThat(most + waiting).isBetween(bytes / 2, bytes);
  }

  /// So slowly that it is learnt, and from the second week on so many that the younger generation
  /// is soon full as well.
  private static int growing(int minute) {
    return (int) Math.clamp(8 * Math.pow(1.01, (double) minute - WEEK), 8, 125);
  }

  private static void hostile(Features features, Random random, int i) {
    features.clear();
    features.client(0, 0xffff_0000_0000L | random.nextInt() & 0xffff_ffffL);
    text(features::method, i % 13 == 0 ? "POST" : "GET");
    String ending = i % 3 == 0 ? ".pdf" : i % 3 == 1 ? ".css" : "";
    text(features::target, "/" + random.nextLong() + ending);
    text(features::protocol, "HTTP/1.1");
    text(features::userAgent, "a" + random.nextLong());
    text(features::referer, "/" + random.nextLong());
    features.status(STATUSES[i % STATUSES.length]);
    features.bytes = 1000;
    features.totalMicros = random.nextInt(1 << 30);
    features.queueMicros = random.nextInt(1 << 30);
    features.originMicros = random.nextInt(1 << 30);
  }

  private interface Text {
    void set(byte[] bytes, int from, int to);
  }

  private static void text(Text of, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    of.set(bytes, 0, bytes.length);
  }

  @Test
  void within_moreMemory_samplesMore() {
    DetectionMemory small = DetectionMemory.within(16 << 20, 2);
    DetectionMemory usual = DetectionMemory.within(64 << 20, 2);
    assertThat(usual.requests()).isGreaterThan(2 * small.requests());
    assertThat(usual.baselineClients()).isEqualTo(65_536);
    assertThat(DetectionMemory.within(1L << 30, 2).requests()).isEqualTo(2048);
    assertThat(DetectionMemory.within(16 << 20, 64).requests()).isGreaterThanOrEqualTo(16);
  }
}
