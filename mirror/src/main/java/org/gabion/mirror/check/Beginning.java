package org.gabion.mirror.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.wire.PinnedSource;

/// The copy that a check begins with: from it come the roots, the roster, and an edition that is
/// known to be the site's.
///
/// @param site with the head of this copy as the newest
public record Beginning(Source source, TrustedSite site, Signed<Head> head)
    implements AutoCloseable {

  /// The newest edition among some copies.
  ///
  /// @param site the id that is known from elsewhere; empty if the first copy is one's own, and its
  ///   id is to be believed
  /// @throws IOException if none of them proves itself; says why for each
  public static Beginning of(List<Source> copies, Optional<Digest> site) throws IOException {
    return of(copies, List.of(), site);
  }

  /// @param before faults of copies that could not be asked
  static Beginning of(List<Source> copies, List<String> before, Optional<Digest> site)
      throws IOException {
    List<String> faults = new ArrayList<>(before);
    Optional<Beginning> best = Optional.empty();
    Optional<Digest> id = site;
    for (Source copy : copies) {
      try {
        Digest wanted = id.isPresent() ? id.get() : RootWalk.siteOf(copy);
        Beginning found = of(copy, wanted);
        id = Optional.of(wanted);
        if (best.isEmpty() || found.sequence() > best.get().sequence()) {
          best.ifPresent(Beginning::close);
          best = Optional.of(found);
        } else {
          found.close();
        }
      } catch (IOException e) {
        end(copy);
        faults.add(Words.plain(e.getMessage()));
      }
    }
    return best.orElseThrow(
        () ->
            new IOException(
                "no copy to begin with: " + String.join("; ", faults) + "; name another one"));
  }

  private static Beginning of(Source copy, Digest site) throws IOException {
    CopyHead head = CopyHead.read(copy, TrustedSite.of(RootWalk.begin(copy, site)));
    return switch (head.verdict()) {
      case HeadVerdict.Newer newer -> new Beginning(copy, head.site().after(newer), newer.head());
      case HeadVerdict.Refused refused ->
          throw new IOException(copy.name() + ": its head does not count: " + refused.reason());
      case HeadVerdict.Same _, HeadVerdict.Older _, HeadVerdict.SplitView _ ->
          throw new IllegalStateException("nothing was known before");
    };
  }

  /// Ends the connection to it.
  @Override
  public void close() {
    end(source);
  }

  private static void end(Source copy) {
    if (copy instanceof PinnedSource pinned) {
      pinned.close();
    }
  }

  private long sequence() {
    return head.document().sequence();
  }
}
