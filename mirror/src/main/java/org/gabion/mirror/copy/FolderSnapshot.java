package org.gabion.mirror.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.core.snapshot.TrustedSite;

/// The newest edition of a copy in a folder, for a server that hands it out. A thread of its own
/// looks every few seconds whether a newer one has come; one that does not prove itself is passed
/// over, and the edition before stays.
public final class FolderSnapshot implements SnapshotStore, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Path folder;
  private final FolderSource source;
  private final Thread looking;
  private volatile Optional<OpenedCopy> copy = Optional.empty();
  private volatile Optional<TrustedSite> known = Optional.empty();

  private FolderSnapshot(Path folder) {
    this.folder = folder;
    this.source = new FolderSource(folder);
    this.looking = Thread.ofVirtual().name("snapshot").unstarted(this::lookNowAndThen);
  }

  /// Opens the folder. A first edition may still come.
  ///
  /// @throws IOException if the folder holds a copy that does not prove itself
  public static FolderSnapshot open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder; name the 'copy' folder of a mirror");
    }
    FolderSnapshot snapshot = new FolderSnapshot(folder);
    snapshot.look();
    snapshot.looking.start();
    return snapshot;
  }

  private void lookNowAndThen() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        try {
          look();
        } catch (IOException e) {
          // The edition before stays; whoever publishes or fetches into the folder is told.
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws IOException {
    if (!Files.isRegularFile(folder.resolve(CopyPaths.HEAD))) {
      return;
    }
    TrustedSite site = known.isPresent() ? known.get() : begin();
    CopyHead head = CopyHead.read(source, site);
    switch (head.verdict()) {
      case HeadVerdict.Newer newer -> {
        copy = Optional.of(OpenedCopy.open(source, newer.head()));
        known = Optional.of(head.site().after(newer));
      }
      case HeadVerdict.Same _ -> {
        // Nothing has come.
      }
      case HeadVerdict.Older older ->
          throw new CopyFault(
              CopyFault.Kind.UNTRUSTED,
              folder
                  + " holds edition "
                  + older.head().document().sequence()
                  + ", older than "
                  + older.seen());
      case HeadVerdict.SplitView split ->
          throw new CopyFault(
              CopyFault.Kind.UNTRUSTED,
              folder
                  + " holds another edition "
                  + split.other().document().sequence()
                  + " than before");
      case HeadVerdict.Refused refused ->
          throw new CopyFault(CopyFault.Kind.UNTRUSTED, folder + ": " + refused.reason());
    }
  }

  private TrustedSite begin() throws CopyFault {
    Digest site = RootWalk.siteOf(source);
    return TrustedSite.of(RootWalk.begin(source, site));
  }

  @Override
  public Optional<Edition> current() {
    return copy.map(FolderSnapshot::edition);
  }

  private static Edition edition(OpenedCopy opened) {
    return new Edition(opened.header().sequence(), opened.head().document().published());
  }

  @Override
  public Optional<Page> find(String path, String query) throws Unreadable {
    Optional<OpenedCopy> now = copy;
    if (now.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Route> route = PageLookup.find(now.get(), path, query);
      return route
          .filter(found -> !now.get().header().notFound().equals(Optional.of(found.key())))
          .map(found -> new Page(edition(now.get()), found));
    } catch (CopyFault e) {
      throw new Unreadable(remedy(e), e);
    }
  }

  @Override
  public byte[] read(ObjectRef object) throws Unreadable {
    try {
      return copy.orElseThrow(() -> new Unreadable(folder + " holds no edition")).object(object);
    } catch (CopyFault e) {
      throw new Unreadable(remedy(e), e);
    }
  }

  private static String remedy(CopyFault fault) {
    return fault.getMessage() + "; bring the copy back from any mirror";
  }

  @Override
  public void close() {
    looking.interrupt();
  }
}
