package org.gabion.mirror.node;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.PageLookup;

/// The pages of the site, as its own server would give them, from a copy. Every object is checked
/// before it is sent.
final class SitePages {
  private final Supplier<Optional<OpenedCopy>> copy;
  private final Optional<ReadableFiles> readable;

  /// @param copy the edition to serve now; empty if there is none yet
  SitePages(Supplier<Optional<OpenedCopy>> copy) {
    this(copy, Optional.empty());
  }

  /// @param readable the readable pages, given where the site has no page of its own
  SitePages(Supplier<Optional<OpenedCopy>> copy, Optional<ReadableFiles> readable) {
    this.copy = copy;
    this.readable = readable;
  }

  /// Answers a GET; blocks.
  ///
  /// @param off runs what reads further pieces; false if it can not now
  NodePages.Answer answer(String target, Predicate<Runnable> off) throws IOException {
    Optional<OpenedCopy> now = copy.get();
    if (now.isEmpty()) {
      return NodePages.Answer.text(503, "There is no copy here yet.\n");
    }
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    Optional<Route> route = PageLookup.find(now.get(), path, query);
    if (route.isEmpty()) {
      Optional<NodePages.Answer> page =
          readable.isPresent() ? readable.get().answer(target, off) : Optional.empty();
      if (page.isPresent()) {
        return page.get();
      }
      route = now.get().notFound();
    }
    return route.isEmpty() ? NodePages.Answer.NOT_FOUND : answer(now.get(), route.get(), off);
  }

  private static NodePages.Answer answer(OpenedCopy copy, Route route, Predicate<Runnable> off)
      throws IOException {
    Map<String, String> headers = new HashMap<>();
    route.headers().forEach((header, value) -> headers.put(header.fieldName(), value));
    route.location().ifPresent(to -> headers.put("location", to));
    headers.put("gabion-copy", copy.head().document().published().toString());
    headers.put("x-content-type-options", "nosniff");
    headers.put("cache-control", "max-age=60");
    List<ObjectRef> objects = route.objects();
    if (objects.isEmpty()) {
      return NodePages.Answer.empty(route.status(), headers);
    }
    byte[] first = copy.object(objects.getFirst());
    return new NodePages.Answer(
        route.status(), headers, first, route.size(), new Pieces(copy, objects, off));
  }

  /// The objects after the first. Asked by one connection, a piece at a time.
  private static final class Pieces implements NodePages.Rest {
    private final OpenedCopy copy;
    private final List<ObjectRef> objects;
    private final Predicate<Runnable> off;
    private int next = 1;

    Pieces(OpenedCopy copy, List<ObjectRef> objects, Predicate<Runnable> off) {
      this.copy = copy;
      this.objects = objects;
      this.off = off;
    }

    @Override
    public void next(Consumer<byte[]> to) {
      ObjectRef object = objects.get(next++);
      boolean taken = off.test(() -> to.accept(read(object)));
      if (!taken) {
        to.accept(new byte[0]);
      }
    }

    private byte[] read(ObjectRef object) {
      try {
        return copy.object(object);
      } catch (IOException e) {
        return new byte[0]; // The connection ends: better no page than a wrong one.
      }
    }
  }
}
