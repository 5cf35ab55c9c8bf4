package org.gabion.core.snapshot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One page of a copy: what is answered to a key.
///
/// @param status 200, a redirect (301, 302, 303, 307, 308), or 404 or 410
/// @param location of a redirect: a key of this site, or an absolute `https:` or `http:` URL
/// @param headers that are handed on
/// @param objects the content, in order: all but the last are exactly [ObjectRef#MAX_SIZE] bytes
public record Route(
    RouteKey key,
    int status,
    Optional<String> location,
    Map<RouteHeader, String> headers,
    List<ObjectRef> objects) {
  /// A page of 16 GiB at most.
  static final int MAX_OBJECTS = 16_384;

  private static final int MAX_LOCATION = 2048;

  public Route {
    headers = Map.copyOf(headers);
    objects = List.copyOf(objects);
    String fault = fault(status, location, headers, objects);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(key + ": expected " + fault);
    }
  }

  private static String fault(
      int status,
      Optional<String> location,
      Map<RouteHeader, String> headers,
      List<ObjectRef> objects) {
    if (!isStatus(status)) {
      return "a status of 200, 301, 302, 303, 307, 308, 404 or 410";
    }
    if (location.isPresent() != isRedirect(status)) {
      return "a location with a redirect, and with nothing else";
    }
    if (location.isPresent() && !isLocation(location.get())) {
      return "a location that is a key of this site or an absolute http URL";
    }
    if (!headers.values().stream().allMatch(RouteHeader::fits)) {
      return "header values of printable ASCII";
    }
    if (objects.size() > MAX_OBJECTS) {
      return "at most " + MAX_OBJECTS + " objects";
    }
    for (int i = 0; i + 1 < objects.size(); i++) {
      if (objects.get(i).size() != ObjectRef.MAX_SIZE) {
        return "objects of " + ObjectRef.MAX_SIZE + " bytes, but for the last";
      }
    }
    return "";
  }

  public static boolean isStatus(int status) {
    return status == 200 || isRedirect(status) || status == 404 || status == 410;
  }

  public static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /// Whether a text can be the location of a redirect.
  public static boolean isLocation(String text) {
    if (text.startsWith("/")) {
      return RouteKey.parse(text).isPresent() && !text.startsWith("//");
    }
    return (text.startsWith("https://") || text.startsWith("http://"))
        && text.length() <= MAX_LOCATION
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>');
  }

  static Route read(Lines lines) {
    String text = lines.text("route");
    RouteKey key =
        RouteKey.parse(text).orElseThrow(() -> lines.fault("a canonical path and query"));
    int status = (int) lines.number("status", 200, 599);
    Optional<String> location =
        lines.next("location") ? Optional.of(lines.text("location")) : Optional.empty();
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    int last = -1;
    while (lines.next("header")) {
      String value = lines.text("header");
      int colon = value.indexOf(": ");
      String name = colon < 0 ? "" : value.substring(0, colon);
      RouteHeader header =
          RouteHeader.of(name)
              .filter(known -> known.fieldName().equals(name))
              .orElseThrow(() -> lines.fault("'header NAME: VALUE' with a name that is handed on"));
      if (header.ordinal() <= last) {
        throw lines.fault("headers in the order of their names, each once");
      }
      last = header.ordinal();
      headers.put(header, value.substring(colon + 2));
    }
    List<ObjectRef> objects = new ArrayList<>();
    while (lines.next("object") && objects.size() < MAX_OBJECTS) {
      objects.add(ObjectRef.read(lines, "object"));
    }
    String fault = fault(status, location, headers, objects);
    if (!fault.isEmpty()) {
      throw lines.fault(fault);
    }
    return new Route(key, status, location, headers, objects);
  }

  void write(Text text) {
    text.line("route", key).line("status", status);
    location.ifPresent(to -> text.line("location", to));
    for (RouteHeader header : RouteHeader.values()) {
      String value = headers.get(header);
      if (value != null) {
        text.line("header", header.fieldName() + ": " + value);
      }
    }
    objects.forEach(object -> text.line("object", object));
  }

  /// The content's length in bytes.
  public long size() {
    return objects.stream().mapToLong(ObjectRef::size).sum();
  }
}
