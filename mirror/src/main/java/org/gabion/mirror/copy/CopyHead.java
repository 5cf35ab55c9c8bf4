package org.gabion.mirror.copy;

import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.TrustedSite;

/// What a source says is current, judged.
///
/// @param site what is known of the site with the roots of this source, but without its head
public record CopyHead(TrustedSite site, HeadFile file, HeadVerdict verdict) {

  /// Fetches and judges roots and head.
  public static CopyHead read(Source source, TrustedSite known) throws CopyFault {
    TrustedSite site = known.with(RootWalk.extend(source, known.chain()));
    byte[] bytes = Fetch.required(source, CopyPaths.HEAD, HeadFile.MAX_BYTES);
    HeadFile file = Fetch.valid(source, CopyPaths.HEAD, HeadFile.parse(bytes));
    return new CopyHead(site, file, site.judge(file));
  }
}
