package org.gabion.lab.scene;

import java.util.List;
import java.util.Locale;

/// User agents of browsers as they are spread among readers: most are current, some are old, many
/// are on telephones. Stateless.
final class Agents {
  /// The major version of Chrome that is current in the scenes; others follow from it.
  private static final int CHROME = 142;

  private static final List<String> PHONES =
      List.of("SM-S918B", "SM-A546B", "SM-G991B", "Pixel 7", "Pixel 8a", "M2101K6G", "CPH2411");

  private static final List<String> IN_APP =
      List.of(
          "[FBAN/FBIOS;FBAV/512.0.0.38.111;FBDV/iPhone14,5;FBSV/17.6]",
          "Instagram 355.0.0.22.90 (iPhone15,3; iOS 17_6_1; de_DE)",
          "GSA/340.3.696043424");

  private Agents() {}

  /// A reader's browser.
  static String browser(Chance chance) {
    int kind = chance.below(100);
    if (kind < 30) {
      return chrome(desktop(chance), version(chance, CHROME), "");
    }
    if (kind < 50) {
      return android(chance);
    }
    if (kind < 72) {
      return safariPhone(chance);
    }
    if (kind < 79) {
      return safariDesk(chance);
    }
    if (kind < 88) {
      return firefox(chance);
    }
    if (kind < 95) {
      int major = version(chance, CHROME);
      return chrome("Windows NT 10.0; Win64; x64", major, " Edg/" + major + ".0.0.0");
    }
    return kind < 98 ? samsung(chance) : opera(chance);
  }

  /// A current browser; a few are one to three versions behind, and some are never renewed.
  private static int version(Chance chance, int current) {
    int kind = chance.below(100);
    if (kind < 62) {
      return current - (chance.happens(0.2) ? 1 : 0);
    }
    return kind < 88 ? current - chance.between(1, 4) : current - chance.between(5, 40);
  }

  private static String desktop(Chance chance) {
    int kind = chance.below(100);
    if (kind < 68) {
      return "Windows NT 10.0; Win64; x64";
    }
    return kind < 92 ? "Macintosh; Intel Mac OS X 10_15_7" : "X11; Linux x86_64";
  }

  static String chrome(String system, int major, String more) {
    return "Mozilla/5.0 ("
        + system
        + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
        + major
        + ".0.0.0 Safari/537.36"
        + more;
  }

  private static String android(Chance chance) {
    // Chrome tells no more than `K` for most telephones, other programs and old versions the model.
    String phone =
        chance.happens(0.75) ? "10; K" : chance.between(9, 15) + "; " + chance.of(PHONES);
    return chrome("Linux; Android " + phone, version(chance, CHROME), "")
        .replace(" Safari/", " Mobile Safari/");
  }

  private static String safariPhone(Chance chance) {
    int major = chance.happens(0.7) ? 18 : chance.happens(0.7) ? 17 : chance.between(14, 16);
    int minor = chance.between(0, 6);
    String base =
        String.format(
            Locale.ROOT,
            "Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
                + " like Gecko)",
            major,
            minor);
    return chance.happens(0.12)
        ? base + " Mobile/15E148 " + chance.of(IN_APP)
        : base + " Version/" + major + "." + minor + " Mobile/15E148 Safari/604.1";
  }

  private static String safariDesk(Chance chance) {
    int major = chance.happens(0.75) ? 18 : chance.between(15, 17);
    return "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
        + " Gecko) Version/"
        + major
        + "."
        + chance.between(0, 6)
        + " Safari/605.1.15";
  }

  private static String firefox(Chance chance) {
    int major = chance.happens(0.2) ? 128 : version(chance, CHROME + 2);
    String system =
        chance.happens(0.6)
            ? "Windows NT 10.0; Win64; x64"
            : chance.happens(0.5) ? "X11; Linux x86_64" : "Macintosh; Intel Mac OS X 10.15";
    return String.format(
        Locale.ROOT, "Mozilla/5.0 (%s; rv:%d.0) Gecko/20100101 Firefox/%d.0", system, major, major);
  }

  private static String samsung(Chance chance) {
    return "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " SamsungBrowser/"
        + chance.between(24, 28)
        + ".0 Chrome/"
        + (CHROME - chance.between(5, 20))
        + ".0.0.0 Mobile Safari/537.36";
  }

  private static String opera(Chance chance) {
    int major = CHROME - chance.between(1, 4);
    return chrome(desktop(chance), major, " OPR/" + (major - 16) + ".0.0.0");
  }
}
