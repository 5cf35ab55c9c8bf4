package org.gabion.guard;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds what belongs to a host name: an exact name first, then the longest `*.suffix` that ends
/// it, then the fallback. Immutable and thread-safe; its size is set by the configuration.
///
/// `*.example.org` matches one or more labels before `example.org`, not `example.org` itself.
public final class HostTable<T> {
  private final Map<String, T> exact;
  private final Map<String, T> suffixes;
  private final T fallback;

  private HostTable(Map<String, T> exact, Map<String, T> suffixes, T fallback) {
    this.exact = Map.copyOf(exact);
    this.suffixes = Map.copyOf(suffixes);
    this.fallback = fallback;
  }

  /// @param host lower case, without port
  public T find(String host) {
    T found = exact.get(host);
    if (found != null) {
      return found;
    }
    return suffixes.isEmpty() ? fallback : findSuffix(host);
  }

  public T fallback() {
    return fallback;
  }

  private T findSuffix(String host) {
    for (int dot = host.indexOf('.'); dot > 0; dot = host.indexOf('.', dot + 1)) {
      T found = suffixes.get(host.substring(dot));
      if (found != null) {
        return found;
      }
    }
    return fallback;
  }

  /// Gathers names; not thread safe. A name given twice keeps its first owner.
  public static final class Builder<T> {
    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> suffixes = new HashMap<>();

    public Builder<T> add(List<String> hosts, T owner) {
      for (String host : hosts) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("*.")) {
          suffixes.putIfAbsent(name.substring(1), owner);
        } else {
          exact.putIfAbsent(name, owner);
        }
      }
      return this;
    }

    public HostTable<T> build(T fallback) {
      return new HostTable<>(exact, suffixes, fallback);
    }
  }
}
