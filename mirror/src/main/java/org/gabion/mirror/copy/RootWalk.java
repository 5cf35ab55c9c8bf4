package org.gabion.mirror.copy;

import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;

/// Walks the roots of a site as far as a source has them. Stateless.
public final class RootWalk {
  private RootWalk() {}

  /// The chain from root 1 on.
  ///
  /// @param site the id that is known from elsewhere
  public static RootChain begin(Source source, Digest site) throws CopyFault {
    String path = CopyPaths.root(1);
    byte[] bytes = Fetch.required(source, path, Root.MAX_BYTES);
    Signed<Root> first = Fetch.valid(source, path, Root.parse(bytes));
    return extend(source, accepted(source, RootChain.begin(site, first)));
  }

  /// The id that a source itself gives: only for a folder of one's own, or to be compared by a
  /// person.
  public static Digest siteOf(Source source) throws CopyFault {
    String path = CopyPaths.root(1);
    byte[] bytes = Fetch.required(source, path, Root.MAX_BYTES);
    return Fetch.valid(source, path, Root.parse(bytes)).document().site();
  }

  /// The known chain with the roots that follow.
  public static RootChain extend(Source source, RootChain known) throws CopyFault {
    RootChain chain = known;
    while (chain.roots().size() < RootChain.MAX_ROOTS) {
      String path = CopyPaths.root(chain.newest().number() + 1);
      Optional<byte[]> bytes = Fetch.optional(source, path, Root.MAX_BYTES);
      if (bytes.isEmpty()) {
        return chain;
      }
      Signed<Root> next = Fetch.valid(source, path, Root.parse(bytes.get()));
      chain = accepted(source, chain.extend(next));
    }
    return chain;
  }

  private static RootChain accepted(Source source, RootChain.Outcome outcome) throws CopyFault {
    return switch (outcome) {
      case RootChain.Outcome.Accepted accepted -> accepted.chain();
      case RootChain.Outcome.Refused refused ->
          throw new CopyFault(CopyFault.Kind.UNTRUSTED, source.name() + ": " + refused.reason());
    };
  }
}
