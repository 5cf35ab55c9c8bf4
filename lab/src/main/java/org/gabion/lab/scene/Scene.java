package org.gabion.lab.scene;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gabion.core.request.PathClass;

/// Makes up the log of one scene: an ordinary day on a site, and what its family adds to it. The
/// same family, site and seed give the same bytes. Stateless.
final class Scene {
  /// A pause longer than this starts another wave.
  static final long PAUSE_MICROS = 30 * 60_000_000L;

  private Scene() {}

  static LabelledLog of(Family family, SiteSize size, long seed) {
    return of(family, size, seed, false);
  }

  /// @param pagesOnly whether the log leaves out style, scripts and images, as logs do of sites
  ///   that serve them from elsewhere
  static LabelledLog of(Family family, SiteSize size, long seed, boolean pagesOnly) {
    Stage stage = new Stage(size, seed);
    new Calm(stage).play();
    family.play(stage);
    List<Hit> hits = stage.hits();
    hits.sort(Comparator.comparingLong(hit -> hit.start));
    new Origin(stage).answer(hits);
    // A server writes a line when it has answered.
    hits.sort(Comparator.comparingLong(Hit::end));
    if (pagesOnly) {
      hits.removeIf(Scene::isAsset);
    }
    return write(hits, family);
  }

  private static boolean isAsset(Hit hit) {
    byte[] target = hit.target.getBytes(StandardCharsets.UTF_8);
    int query = hit.target.indexOf('?');
    int end = query < 0 ? target.length : query;
    return PathClass.of(target, 0, end) == PathClass.ASSET;
  }

  private static LabelledLog write(List<Hit> hits, Family family) {
    LineWriter writer = new LineWriter();
    byte[] waves = new byte[hits.size()];
    List<Truth.Wave> found = new ArrayList<>();
    for (int i = 0; i < waves.length; i++) {
      Hit hit = hits.get(i);
      writer.write(hit);
      if (hit.isAttack) {
        long time = Math.floorDiv(hit.end(), 1_000_000L) * 1_000_000L;
        int last = found.size() - 1;
        if (last < 0 || time - found.get(last).toMicros() > PAUSE_MICROS) {
          found.add(new Truth.Wave(time, time, 1));
        } else {
          Truth.Wave wave = found.get(last);
          found.set(last, new Truth.Wave(wave.fromMicros(), time, wave.lines() + 1));
        }
        waves[i] = (byte) found.size();
      }
    }
    Truth truth =
        new Truth(family.isSeparable(), family.kinds(), family.verdict(), List.copyOf(found));
    return new LabelledLog(writer.bytes(), waves, truth);
  }
}
