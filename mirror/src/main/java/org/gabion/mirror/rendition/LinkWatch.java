package org.gabion.mirror.rendition;

import java.util.Optional;

/// Resolves the links of one file, and notes whether any of them led elsewhere in the edition
/// before. One thread.
final class LinkWatch {
  private final SiteMap site;
  private final Optional<SiteMap> before;
  private final String file;
  private PageAddress base;
  private boolean moved;

  /// @param file in which the links stand
  /// @param base where the route lies on the site
  LinkWatch(SiteMap site, Optional<SiteMap> before, String file, PageAddress base) {
    this.site = site;
    this.before = before;
    this.file = file;
    this.base = base;
  }

  /// From here on links are relative to what a `base` element says.
  void rebase(String reference) {
    base = site.rebased(base, reference);
  }

  Target target(String reference) {
    Target target = site.target(base, reference);
    moved |= before.isPresent() && !before.get().target(base, reference).equals(target);
    return target;
  }

  /// The link from this file to another of the rendition.
  String to(Target.Here here) {
    return FileNames.relative(file, here.path()) + here.fragment();
  }

  /// The link from this file to a file of the copy.
  String to(String path) {
    return FileNames.relative(file, path);
  }

  boolean moved() {
    return moved;
  }
}
