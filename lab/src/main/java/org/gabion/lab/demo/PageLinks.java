package org.gabion.lab.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a browser finds in a page: the assets it must fetch before the page is complete, and the
/// pages a reader may go to next. Only targets on the same site (they begin with one slash) are
/// kept.
record PageLinks(List<String> assets, List<String> pages) {
  private static final int MOST = 100;

  PageLinks {
    assets = List.copyOf(assets);
    pages = List.copyOf(pages);
  }

  static PageLinks none() {
    return new PageLinks(List.of(), List.of());
  }

  static PageLinks of(String html) {
    Set<String> assets = new LinkedHashSet<>();
    Set<String> pages = new LinkedHashSet<>();
    int at = html.indexOf('<');
    while (at >= 0 && assets.size() + pages.size() < MOST) {
      int end = html.indexOf('>', at);
      if (end < 0) {
        break;
      }
      String tag = html.substring(at + 1, end);
      if (tag.startsWith("link ") && attribute(tag, "rel").equals("stylesheet")) {
        assets.add(attribute(tag, "href"));
      } else if (tag.startsWith("script ") || tag.startsWith("img ")) {
        assets.add(attribute(tag, "src"));
      } else if (tag.startsWith("a ")) {
        pages.add(attribute(tag, "href"));
      }
      at = html.indexOf('<', end);
    }
    return new PageLinks(sameSite(assets), sameSite(pages));
  }

  private static List<String> sameSite(Set<String> targets) {
    List<String> kept = new ArrayList<>();
    for (String target : targets) {
      if (target.startsWith("/") && !target.startsWith("//")) {
        kept.add(target);
      }
    }
    return kept;
  }

  private static String attribute(String tag, String name) {
    int at = tag.indexOf(" " + name + "=\"");
    if (at < 0) {
      return "";
    }
    int from = at + name.length() + 3;
    int to = tag.indexOf('"', from);
    return to < 0 ? "" : tag.substring(from, to).replace("&amp;", "&");
  }
}
