package org.gabion.mirror.web;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The types of the readable pages' files by their endings: none that a browser would run.
/// Stateless.
final class FileTypes {
  static final String UNKNOWN = "application/octet-stream";

  private static final SortedMap<String, String> BY_ENDING =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("html", "text/html; charset=utf-8"),
              Map.entry("css", "text/css; charset=utf-8"),
              Map.entry("txt", "text/plain; charset=utf-8"),
              Map.entry("csv", "text/csv; charset=utf-8"),
              Map.entry("ics", "text/calendar; charset=utf-8"),
              Map.entry("vtt", "text/vtt; charset=utf-8"),
              Map.entry("svg", "image/svg+xml"),
              Map.entry("png", "image/png"),
              Map.entry("jpg", "image/jpeg"),
              Map.entry("jpeg", "image/jpeg"),
              Map.entry("gif", "image/gif"),
              Map.entry("webp", "image/webp"),
              Map.entry("avif", "image/avif"),
              Map.entry("ico", "image/vnd.microsoft.icon"),
              Map.entry("bmp", "image/bmp"),
              Map.entry("tif", "image/tiff"),
              Map.entry("tiff", "image/tiff"),
              Map.entry("woff", "font/woff"),
              Map.entry("woff2", "font/woff2"),
              Map.entry("ttf", "font/ttf"),
              Map.entry("otf", "font/otf"),
              Map.entry("eot", "application/vnd.ms-fontobject"),
              Map.entry("mp3", "audio/mpeg"),
              Map.entry("ogg", "audio/ogg"),
              Map.entry("oga", "audio/ogg"),
              Map.entry("opus", "audio/ogg"),
              Map.entry("wav", "audio/wav"),
              Map.entry("m4a", "audio/mp4"),
              Map.entry("mp4", "video/mp4"),
              Map.entry("m4v", "video/mp4"),
              Map.entry("webm", "video/webm"),
              Map.entry("ogv", "video/ogg"),
              Map.entry("mov", "video/quicktime"),
              Map.entry("pdf", "application/pdf"),
              Map.entry("epub", "application/epub+zip"),
              Map.entry("zip", "application/zip"),
              Map.entry("gz", "application/gzip"),
              Map.entry("tgz", "application/gzip"),
              Map.entry("tar", "application/x-tar"),
              Map.entry("7z", "application/x-7z-compressed"),
              Map.entry("doc", "application/msword"),
              Map.entry(
                  "docx",
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
              Map.entry("xls", "application/vnd.ms-excel"),
              Map.entry(
                  "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
              Map.entry("odt", "application/vnd.oasis.opendocument.text"),
              Map.entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
              Map.entry("bin", UNKNOWN)));

  private FileTypes() {}

  /// All endings with their types, in their order.
  static SortedMap<String, String> all() {
    return BY_ENDING;
  }

  static String of(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_ENDING.getOrDefault(ending, UNKNOWN);
  }
}
