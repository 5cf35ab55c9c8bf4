package org.gabion.mirror.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gabion.core.snapshot.CopyPaths;

/// The files beside a copy that tell common hosts the [FileRules]. They are not signed, and a host
/// that does not know them serves them as any other file. Stateless; always the same bytes.
///
/// A field is given by one rule only: some hosts join the values of all rules that fit a path, and
/// others take the last.
public final class HostFiles {
  /// For Netlify, Cloudflare Pages and others; holds for the root of a site only.
  public static final String HEADERS = "_headers";

  /// For Apache 2.4, in any folder.
  public static final String HTACCESS = ".htaccess";

  /// For whoever runs an nginx: to be included.
  public static final String NGINX = "gabion-nginx.conf";

  /// Tells GitHub Pages to leave no folder out.
  public static final String NOJEKYLL = ".nojekyll";

  private static final String MIRROR_KEY = ".gabion-mirror-key";
  private static final String DIRECTIVE = "add_header ";

  private static final Set<String> NAMES = Set.of(HEADERS, HTACCESS, NGINX, NOJEKYLL);

  private HostFiles() {}

  /// Whether a path is one of them.
  public static boolean isOne(String path) {
    return NAMES.contains(path);
  }

  /// All of them, by their paths.
  public static SortedMap<String, byte[]> all() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(HEADERS, bytes(headers()));
    files.put(HTACCESS, bytes(htaccess()));
    files.put(NGINX, bytes(nginx()));
    files.put(NOJEKYLL, new byte[0]);
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String headers() {
    StringBuilder text =
        new StringBuilder(
            """
            # Made by gabion mirror publish, for Netlify, Cloudflare Pages and hosts like them.
            # It holds if the copy is the root of the site.
            """);
    rule(text, "/" + CopyPaths.FOLDER + "/*", FileRules.SIGNED);
    for (String named : FileRules.NAMED) {
      rule(text, "/" + named + "*", typeAndCache(named + "x"));
    }
    rule(text, "/" + CopyPaths.HEAD, typeAndCache(CopyPaths.HEAD));
    for (String folder :
        List.of(CopyPaths.ROOTS, CopyPaths.SNAPSHOTS, CopyPaths.RECENT, CopyPaths.ROSTERS)) {
      rule(text, "/" + folder + "/*", typeAndCache(folder + "/1"));
    }
    for (String readable : List.of("/" + FileRules.PAGES + "*", "/", "/" + FileRules.INDEX)) {
      Map<String, String> fields = new java.util.LinkedHashMap<>(FileRules.READABLE);
      fields.put(FileRules.CACHE, FileRules.SHORT);
      rule(text, readable, fields);
    }
    return text.toString();
  }

  private static Map<String, String> typeAndCache(String path) {
    return Map.of(FileRules.TYPE, FileRules.type(path), FileRules.CACHE, FileRules.cache(path));
  }

  private static void rule(StringBuilder text, String path, Map<String, String> fields) {
    text.append('\n').append(path).append('\n');
    fields.entrySet().stream()
        .map(field -> "  " + field.getKey() + ": " + field.getValue() + "\n")
        .forEach(text::append);
  }

  private static String htaccess() {
    StringBuilder text =
        new StringBuilder(
            """
            # Made by gabion mirror publish, for Apache 2.4 with AllowOverride FileInfo.
            # A module that is not loaded is passed over.
            <IfModule mod_mime.c>
            """);
    FileTypes.all()
        .forEach(
            (ending, type) ->
                text.append("  AddType \"")
                    .append(type)
                    .append("\" .")
                    .append(ending)
                    .append('\n'));
    text.append("</IfModule>\n");
    String signed = "/\\.gabion/";
    apacheType(text, signed, FileRules.TEXT + FileRules.UTF8);
    apacheType(text, "/\\.gabion/o/", FileTypes.UNKNOWN);
    text.append("<IfModule mod_headers.c>\n");
    apacheIf(text, signed, FileRules.SIGNED, FileRules.NO_CACHE);
    apacheIf(text, "/\\.gabion/[io]/", Map.of(), FileRules.IMMUTABLE);
    apacheIf(text, "/(r/|index\\.html$|$)", FileRules.READABLE, FileRules.SHORT);
    text.append("</IfModule>\n<IfModule mod_alias.c>\n  RedirectMatch 404 \"/\\")
        .append(MIRROR_KEY)
        .append("$\"\n</IfModule>\n");
    return text.toString();
  }

  private static void apacheType(StringBuilder text, String path, String type) {
    text.append("<If \"%{REQUEST_URI} =~ m#").append(path).append("#\">\n");
    text.append("  ForceType \"").append(type).append("\"\n</If>\n");
  }

  private static void apacheIf(
      StringBuilder text, String path, Map<String, String> fields, String cache) {
    text.append("  <If \"%{REQUEST_URI} =~ m#").append(path).append("#\">\n");
    fields.forEach(
        (name, value) -> {
          // The other of the two tables may hold the server's own, and both would be sent.
          text.append("    Header onsuccess unset ").append(name).append('\n');
          text.append("    Header always set ").append(name);
          text.append(" \"").append(value).append("\"\n");
        });
    // Not always: a page that is not there must not be kept for a year.
    text.append("    Header set Cache-Control \"").append(cache).append("\"\n  </If>\n");
  }

  private static String nginx() {
    StringBuilder text =
        new StringBuilder(
            """
            # Made by gabion mirror publish, for nginx. Put the copy at the root of a server block
            # and include this file in it:
            #   root /srv/copy;
            #   include /srv/copy/gabion-nginx.conf;
            """);
    for (String folder : List.of("o/", "i/", "")) {
      String path = CopyPaths.FOLDER + "/" + folder;
      boolean isText = !folder.equals("o/");
      text.append("location ^~ /").append(path).append(" {\n");
      text.append("  types { }\n  default_type ")
          .append(isText ? FileRules.TEXT : FileTypes.UNKNOWN)
          .append(";\n");
      text.append(isText ? "  charset utf-8;\n" : "");
      nginxFields(text, FileRules.SIGNED, FileRules.cache(path + "x"));
      text.append("}\n");
    }
    String types = nginxTypes();
    for (String readable : List.of("^~ /" + FileRules.PAGES, "= /" + FileRules.INDEX)) {
      text.append("location ").append(readable).append(" {\n").append(types);
      nginxFields(text, FileRules.READABLE, FileRules.SHORT);
      text.append("}\n");
    }
    for (String hidden : List.of(MIRROR_KEY, HTACCESS, NGINX)) {
      text.append("location = /").append(hidden).append(" { return 404; }\n");
    }
    return text.toString();
  }

  /// Types with a charset are given it by another directive.
  private static String nginxTypes() {
    Map<String, List<String>> endings = new TreeMap<>();
    FileTypes.all()
        .forEach(
            (ending, type) ->
                endings
                    .computeIfAbsent(
                        type.replace(FileRules.UTF8, ""), _ -> new java.util.ArrayList<>())
                    .add(ending));
    StringBuilder text = new StringBuilder("  types {\n");
    endings.forEach(
        (type, all) ->
            text.append("    ")
                .append(type)
                .append(' ')
                .append(String.join(" ", all))
                .append(";\n"));
    // text/html is always among them, and named twice it is a warning.
    String texts =
        FileTypes.all().values().stream()
            .filter(type -> type.endsWith(FileRules.UTF8) && !type.startsWith("text/html"))
            .map(type -> type.replace(FileRules.UTF8, ""))
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(" "));
    return text.append("  }\n  default_type ")
        .append(FileTypes.UNKNOWN)
        .append(";\n  charset utf-8;\n  charset_types ")
        .append(texts)
        .append(";\n")
        .toString();
  }

  private static void nginxFields(StringBuilder text, Map<String, String> fields, String cache) {
    fields.forEach(
        (name, value) ->
            text.append("  ")
                .append(DIRECTIVE)
                .append(name)
                .append(" \"")
                .append(value)
                .append("\" always;\n"));
    // Not always: a page that is not there must not be kept for a year.
    text.append("  ").append(DIRECTIVE).append("Cache-Control \"").append(cache).append("\";\n");
  }
}
