package org.gabion.mirror.archive;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Addresses of pages as archives spell them. Stateless.
final class Address {
  private Address() {}

  /// @throws IllegalArgumentException if it is no `http` or `https` address with a host
  static void check(URI url) {
    boolean web =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    if (!web || url.getHost() == null || url.getRawFragment() != null || !isAscii(url)) {
      throw new IllegalArgumentException(url + " is no address of a page");
    }
  }

  private static boolean isAscii(URI url) {
    return url.toString().chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /// The sort-friendly form by which an index is searched: the host's labels in reverse, without
  /// `www`, then path and query, all in lower case, parameters in the order of their names.
  static String surt(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    List<String> labels =
        new ArrayList<>(List.of(host.replaceFirst("^www\\d*\\.", "").split("\\.", -1)));
    Collections.reverse(labels);
    StringBuilder surt = new StringBuilder(String.join(",", labels));
    int usual = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    if (url.getPort() >= 0 && url.getPort() != usual) {
      surt.append(':').append(url.getPort());
    }
    String path = url.getRawPath();
    surt.append(')').append(path.isEmpty() ? "/" : path.toLowerCase(Locale.ROOT));
    String query = url.getRawQuery();
    if (query != null && !query.isEmpty()) {
      List<String> parameters =
          new ArrayList<>(List.of(query.toLowerCase(Locale.ROOT).split("&", -1)));
      parameters.sort(Comparator.comparing(Address::name));
      surt.append('?').append(String.join("&", parameters));
    }
    return surt.toString();
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }
}
