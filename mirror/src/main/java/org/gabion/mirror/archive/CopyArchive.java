package org.gabion.mirror.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.copy.OpenedCopy;

/// Writes the pages of a copy into a web archive, in the order of their keys, each with the date of
/// its edition. Stateless.
public final class CopyArchive {
  private CopyArchive() {}

  /// Writes all pages; the caller finishes the archive.
  ///
  /// @param site scheme and host under which the pages are archived, such as
  ///   `https://www.example.org/`
  /// @return how many pages
  public static long write(OpenedCopy copy, URI site, ArchiveWriter archive) throws IOException {
    List<Route> routes = copy.routes().stream().sorted(Comparator.comparing(Route::key)).toList();
    Instant date = copy.header().published();
    for (Route route : routes) {
      PageHead head = new PageHead(route.status(), route.location(), route.headers());
      try (InputStream body = new Content(copy, route.objects().iterator())) {
        archive.page(site.resolve(route.key().toString()), date, head, body);
      }
    }
    return routes.size();
  }

  /// A page's objects one after the other, each fetched when it is its turn.
  private static final class Content extends InputStream {
    private final OpenedCopy copy;
    private final Iterator<ObjectRef> objects;
    private InputStream object = new ByteArrayInputStream(new byte[0]);

    Content(OpenedCopy copy, Iterator<ObjectRef> objects) {
      this.copy = copy;
      this.objects = objects;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = object.read(target, from, length);
      while (read < 0 && objects.hasNext()) {
        object = new ByteArrayInputStream(copy.object(objects.next()));
        read = object.read(target, from, length);
      }
      return read;
    }
  }
}
