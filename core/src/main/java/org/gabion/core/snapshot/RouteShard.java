package org.gabion.core.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A part of the route index: the routes whose keys' SHA-256 begins with the same bits. A reader
/// fetches one shard to find one page.
///
/// @param bits how many bits choose the shard
/// @param index which of `1 << bits`
/// @param routes in the order of their keys, each once
public record RouteShard(Digest site, int bits, int index, List<Route> routes) {
  public static final int MAX_BITS = 12;
  public static final int MAX_BYTES = 8 << 20;

  static final String TYPE = "shard";

  public RouteShard {
    routes = List.copyOf(routes);
    if (bits < 0 || bits > MAX_BITS || index < 0 || index >= 1 << bits) {
      throw new IllegalArgumentException("shard " + index + " of " + bits + " bits");
    }
    Bounds.ascending("routes", routes, Comparator.comparing(Route::key));
    for (Route route : routes) {
      if (route.key().shard(bits) != index) {
        throw new IllegalArgumentException(route.key() + " is no route of shard " + index);
      }
    }
  }

  public static Parsed<RouteShard> parse(byte[] bytes) {
    return Lines.parse(bytes, MAX_BYTES, RouteShard::read);
  }

  private static RouteShard read(Lines lines) {
    Digest site = lines.opening(TYPE);
    int bits = (int) lines.number("bits", 0, MAX_BITS);
    int index = (int) lines.number("index", 0, (1 << bits) - 1);
    List<Route> routes = new ArrayList<>();
    while (lines.hasMore()) {
      Route route = Route.read(lines);
      if (!routes.isEmpty() && route.key().compareTo(routes.getLast().key()) <= 0) {
        throw lines.fault(
            "routes in the order of their keys, each once, after " + routes.getLast().key());
      }
      if (route.key().shard(bits) != index) {
        throw lines.fault("routes of shard " + index + " only, not " + route.key());
      }
      routes.add(route);
    }
    return new RouteShard(site, bits, index, routes);
  }

  public byte[] bytes() {
    Text text = new Text(TYPE, site).line("bits", bits).line("index", index);
    routes.forEach(route -> route.write(text));
    return Bounds.size("a shard of the route index", text.bytes(), MAX_BYTES);
  }

  /// The route of a key.
  public Optional<Route> route(RouteKey key) {
    List<RouteKey> keys = new KeyView(routes);
    int found = Collections.binarySearch(keys, key);
    return found < 0 ? Optional.empty() : Optional.of(routes.get(found));
  }

  private static final class KeyView extends java.util.AbstractList<RouteKey>
      implements java.util.RandomAccess {
    private final List<Route> routes;

    KeyView(List<Route> routes) {
      this.routes = routes;
    }

    @Override
    public RouteKey get(int index) {
      return routes.get(index).key();
    }

    @Override
    public int size() {
      return routes.size();
    }
  }
}
