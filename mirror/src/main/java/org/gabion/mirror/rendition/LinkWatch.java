package org.gabion.mirror.rendition;

import java.util.Optional;

/// Resolves the links of one file, and notes whether any of them led elsewhere in the edition
/// before. In a file that carries its neighbours no link leads to any of them. One thread.
final class LinkWatch {
  private final SiteMap site;
  private final Optional<SiteMap> before;
  private final String file;
  private final Optional<CarriedFiles> carried;
  private PageAddress base;
  private boolean moved;

  /// @param file in which the links stand
  /// @param base where the route lies on the site
  /// @param carried if the file may be shown at any address
  LinkWatch(
      SiteMap site,
      Optional<SiteMap> before,
      String file,
      PageAddress base,
      Optional<CarriedFiles> carried) {
    this.site = site;
    this.before = before;
    this.file = file;
    this.base = base;
    this.carried = carried;
  }

  /// From here on links are relative to what a `base` element says.
  void rebase(String reference) {
    base = site.rebased(base, reference);
  }

  /// Whether the file may be shown at any address.
  boolean isCarrying() {
    return carried.isPresent();
  }

  /// Where a link leads.
  Target target(String reference) {
    Target target = watched(reference);
    return isCarrying() && target instanceof Target.Here
        ? site.fromAnywhere(base, reference)
        : target;
  }

  /// Where something lies that the file loads by itself.
  Target embedded(String reference) {
    Target target = watched(reference);
    if (carried.isEmpty() || !(target instanceof Target.Here here)) {
      return target;
    }
    Optional<String> inline = carried.get().inline(here);
    return inline.isPresent() ? new Target.Inline(inline.get()) : new Target.Unusable();
  }

  /// The style sheet that a file which may be shown anywhere carries; empty if it can not.
  Optional<String> style(String reference) {
    return carried.isPresent() && watched(reference) instanceof Target.Here here
        ? carried.get().style(here)
        : Optional.empty();
  }

  private Target watched(String reference) {
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
