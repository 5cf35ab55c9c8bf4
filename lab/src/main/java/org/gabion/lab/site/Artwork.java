package org.gabion.lab.site;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Drawn pictures for the newsroom: a harbour at some hour of the day, different for every story.
final class Artwork {
  static final String LOGO =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">\
      <rect width="48" height="48" rx="8" fill="#12324a"/>\
      <path d="M8 30h32l-6 8H14z" fill="#f2efe6"/><path d="M24 8v20H12z" fill="#e0a43b"/>\
      <path d="M26 12v16h10z" fill="#f2efe6"/></svg>
      """;

  private Artwork() {}

  static String picture(Story story) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(story.number());
    int hue = 190 + random.nextInt(150); // skies from blue to rose
    StringBuilder svg = new StringBuilder(2048);
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img">\
        <defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(%d 55%% 72%%)"/>\
        <stop offset="1" stop-color="hsl(%d 60%% 90%%)"/></linearGradient></defs>\
        <rect width="640" height="360" fill="url(#s)"/>\
        """
            .formatted(hue, (hue + 40) % 360));
    svg.append(
        "<circle cx='%d' cy='%d' r='34' fill='hsl(%d 85%% 82%%)'/>"
            .formatted(80 + random.nextInt(480), 60 + random.nextInt(80), (hue + 20) % 360));
    for (int x = 0; x < 640; x += 40) {
      int height = 30 + random.nextInt(110);
      svg.append(
          "<rect x='%d' y='%d' width='36' height='%d' fill='hsl(%d 25%% %d%%)'/>"
              .formatted(x, 250 - height, height, hue, 28 + random.nextInt(18)));
    }
    for (int wave = 0; wave < 4; wave++) {
      int y = 255 + wave * 28;
      svg.append(
          "<path d='M0 %d q 40 -14 80 0 t 80 0 80 0 80 0 80 0 80 0 80 0 80 0 V360 H0z' fill='hsl(205 45%% %d%%)'/>"
              .formatted(y, 48 - wave * 7));
    }
    return svg.append("</svg>\n").toString();
  }
}
