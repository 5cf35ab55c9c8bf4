package org.gabion.core.detect;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;

/// What the detector finds in made-up traffic, and the requests of one client in it.
final class Watched {
  static final String BROWSER =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36";
  static final String SCRIPT = "python-requests/2.31";

  private static final KeyedHash HASH = new KeyedHash(3, 4);
  private static final WindowConfig SHAPE = WindowConfig.minutes(1);
  private static final long SOMEBODY = 0x0b00_0001L;

  private Watched() {}

  static Traffic.Visit somebody(
      double minute, String target, String agent, String referer, int status) {
    return by(0, minute, target, agent, referer, status);
  }

  static Traffic.Visit by(
      int client, double minute, String target, String agent, String referer, int status) {
    long at = Traffic.START + (long) (minute * Traffic.MINUTE);
    return new Traffic.Visit(at, SOMEBODY + 256L * client, target, agent, referer, status);
  }

  static List<Finding> find(Traffic traffic) {
    return find(traffic, List.of());
  }

  static List<Finding> find(Traffic traffic, List<Traffic.Visit> posts) {
    posts.forEach(traffic::add);
    List<Traffic.Visit> visits = traffic.inOrder();
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 65_536);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Set<Traffic.Visit> posted = new HashSet<>(posts);
    int[] next = {0};
    Traffic.feed(
        visits,
        HASH,
        features -> {
          if (posted.contains(visits.get(next[0]++))) {
            post(features);
          }
          recorder.record(features);
        });
    recorder.closeAll().forEach(pipeline::step);
    return pipeline.finish().stream().sorted(Comparator.comparing(Finding::kind)).toList();
  }

  private static void post(Features features) {
    byte[] post = "POST".getBytes(StandardCharsets.US_ASCII);
    features.method(post, 0, post.length);
  }
}
