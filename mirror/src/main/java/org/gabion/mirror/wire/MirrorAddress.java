package org.gabion.mirror.wire;

import org.gabion.core.request.ClientKey;
import org.gabion.core.snapshot.Consent;

/// The address of a copy, taken apart. The JDK's `URI` knows no host in some that are allowed.
///
/// @param host a name, or an address without brackets
/// @param path of the copy's root; begins and ends with `/`
public record MirrorAddress(
    String url, boolean isSecure, String authority, String host, int port, String path) {

  /// @throws IllegalArgumentException if it is no address of a copy
  public static MirrorAddress parse(String url) {
    if (!Consent.isUrl(url)) {
      throw new IllegalArgumentException(url + " is no address of a copy");
    }
    boolean secure = url.startsWith("https:");
    int from = url.indexOf("//") + 2;
    int slash = url.indexOf('/', from);
    String authority = url.substring(from, slash);
    int bracket = authority.indexOf(']');
    int colon = authority.indexOf(':', Math.max(0, bracket));
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int usual = secure ? 443 : 80;
    return new MirrorAddress(
        url,
        secure,
        authority,
        bracket < 0 ? host : host.substring(1, host.length() - 1),
        colon < 0 ? usual : Integer.parseInt(authority.substring(colon + 1)),
        url.substring(slash));
  }

  /// Whether the host is a name, which somebody could take away.
  public boolean isNamed() {
    return ClientKey.parse(host).isEmpty();
  }
}
