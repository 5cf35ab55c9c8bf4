package org.gabion.mirror.copy;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Judges the names in a zip file, one after the other: each must stay below its folder, and no two
/// may be one file on a disk that does not tell capital letters or accents apart. Not thread safe.
final class ZipNames {
  private static final int MAX_LENGTH = 1024;

  // What a disk may take for the same, and the name that has it.
  private final Map<String, String> files = new HashMap<>();
  private final Map<String, String> folders = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  /// What is wrong with the next name; empty if nothing is.
  Optional<String> fault(String name) {
    String shown = "'" + printable(name) + "'";
    if (!isSafe(name)) {
      return Optional.of(shown + " would lie outside its folder, or can be no file name");
    }
    if (!seen.add(name)) {
      return Optional.of(shown + " is in it twice");
    }
    boolean isFolder = name.endsWith("/");
    String path = isFolder ? name.substring(0, name.length() - 1) : name;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      Optional<String> fault = claim(path.substring(0, slash), folders, files);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return isFolder ? claim(path, folders, files) : claim(path, files, folders);
  }

  private static Optional<String> claim(
      String path, Map<String, String> own, Map<String, String> others) {
    String folded = folded(path);
    String other = own.putIfAbsent(folded, path);
    if (other == null || other.equals(path)) {
      other = others.get(folded);
    }
    return other == null
        ? Optional.empty()
        : Optional.of(
            "'" + printable(other) + "' and '" + printable(path) + "' would be one on some disks");
  }

  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  private static boolean isSafe(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || name.startsWith("/")) {
      return false;
    }
    boolean characters =
        name.chars().allMatch(c -> c >= 0x20 && c != 0x7f && c != '\\' && c != ':' && c != 0xfffd);
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return characters;
  }

  private static String printable(String name) {
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    return shown.length() > 100 ? shown.substring(0, 100) + "..." : shown;
  }
}
