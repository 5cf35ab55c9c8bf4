package org.gabion.mirror.publish;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.copy.OpenedCopy;

/// The contents of the edition before, for a capture that need not fetch what has not changed. One
/// thread.
///
/// @param routes of the copy, by key
record EarlierEdition(Optional<OpenedCopy> copy, Map<RouteKey, Route> routes) {
  /// A page's content; empty if the edition has no such page.
  Optional<InputStream> content(RouteKey key) {
    return Optional.ofNullable(routes.get(key))
        .filter(route -> route.status() == 200)
        .flatMap(route -> copy.map(opened -> new Content(opened, route.objects().iterator())));
  }

  /// Reads object by object, each checked before its first byte is handed on.
  private static final class Content extends InputStream {
    private final OpenedCopy copy;
    private final Iterator<ObjectRef> objects;
    private byte[] object = new byte[0];
    private int at;

    Content(OpenedCopy copy, Iterator<ObjectRef> objects) {
      this.copy = copy;
      this.objects = objects;
    }

    @Override
    public int read() throws IOException {
      return hasMore() ? object[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!hasMore()) {
        return -1;
      }
      int count = Math.min(length, object.length - at);
      System.arraycopy(object, at, target, from, count);
      at += count;
      return count;
    }

    private boolean hasMore() throws IOException {
      while (at == object.length && objects.hasNext()) {
        object = copy.object(objects.next());
        at = 0;
      }
      return at < object.length;
    }
  }
}
