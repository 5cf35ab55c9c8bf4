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
  private static final String STATUSES = "a status of 200, 301, 302, 303, 307, 308, 404 or 410";
  private static final String LOCATION_OF_REDIRECT =
      "a location with a redirect, and with nothing else";
  private static final String LOCATION =
      "a location that is a key of this site or an absolute http URL";
  private static final String HEADER_VALUE =
      "a value of printable ASCII without spaces around it, at most "
          + RouteHeader.MAX_VALUE_LENGTH
          + " characters";
  private static final String OBJECT_COUNT = "at most " + MAX_OBJECTS + " objects";

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
      return STATUSES;
    }
    if (location.isPresent() != isRedirect(status)) {
      return LOCATION_OF_REDIRECT;
    }
    if (location.isPresent() && !isLocation(location.get())) {
      return LOCATION;
    }
    if (!headers.values().stream().allMatch(RouteHeader::fits)) {
      return HEADER_VALUE;
    }
    if (objects.size() > MAX_OBJECTS) {
      return OBJECT_COUNT;
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
      return RouteKey.parse(text).isPresent();
    }
    int host = text.startsWith("https://") ? 8 : text.startsWith("http://") ? 7 : text.length();
    return host < text.length()
        && text.charAt(host) != '/'
        && text.length() <= MAX_LOCATION
        && text.chars()
            .allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\');
  }

  static Route read(Lines lines) {
    String text = lines.text("route");
    RouteKey key =
        RouteKey.parse(text).orElseThrow(() -> lines.fault("a canonical path and query"));
    int status = (int) lines.number("status", 200, 599);
    if (!isStatus(status)) {
      throw lines.fault(STATUSES);
    }
    Optional<String> location = readLocation(lines, status);
    Map<RouteHeader, String> headers = readHeaders(lines);
    return new Route(key, status, location, headers, readObjects(lines));
  }

  private static Optional<String> readLocation(Lines lines, int status) {
    if (lines.next("location") != isRedirect(status)) {
      throw lines.fault(LOCATION_OF_REDIRECT);
    }
    if (!isRedirect(status)) {
      return Optional.empty();
    }
    String location = lines.text("location");
    if (!isLocation(location)) {
      throw lines.fault(LOCATION);
    }
    return Optional.of(location);
  }

  private static Map<RouteHeader, String> readHeaders(Lines lines) {
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    int last = -1;
    while (lines.next("header")) {
      String text = lines.text("header");
      int colon = text.indexOf(": ");
      String name = colon < 0 ? "" : text.substring(0, colon);
      RouteHeader header =
          RouteHeader.of(name)
              .filter(known -> known.fieldName().equals(name))
              .orElseThrow(() -> lines.fault("'header NAME: VALUE' with a name that is handed on"));
      if (header.ordinal() <= last) {
        throw lines.fault("headers in the order of their names, each once");
      }
      String value = text.substring(colon + 2);
      if (!RouteHeader.fits(value)) {
        throw lines.fault(HEADER_VALUE);
      }
      last = header.ordinal();
      headers.put(header, value);
    }
    return headers;
  }

  private static List<ObjectRef> readObjects(Lines lines) {
    List<ObjectRef> objects = new ArrayList<>();
    while (lines.next("object")) {
      if (!objects.isEmpty() && objects.getLast().size() != ObjectRef.MAX_SIZE) {
        throw lines.fault("objects of " + ObjectRef.MAX_SIZE + " bytes, but for the last");
      }
      objects.add(ObjectRef.read(lines, "object"));
      if (objects.size() > MAX_OBJECTS) {
        throw lines.fault(OBJECT_COUNT);
      }
    }
    return objects;
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
