package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import org.gabion.mirror.copy.CheckedZip;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of files in a WACZ, `datapackage.json`, and the digest of that list in
/// `datapackage-digest.json`, which may be missing. Immutable.
///
/// What a signature in there says is not looked at: whose archive it is, the operator knows.
final class DataPackage {
  static final String LIST = "datapackage.json";
  static final String LIST_DIGEST = "datapackage-digest.json";
  static final String SHA256 = "sha256:";

  private static final int MAX_BYTES = 16 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Resource> resources;

  private DataPackage(Map<String, Resource> resources) {
    this.resources = resources;
  }

  /// A file that is listed.
  ///
  /// @param sha256 in lower case
  record Resource(String sha256, long bytes) {}

  /// Makes the exception that refuses the archive.
  @FunctionalInterface
  interface Refusal {
    IOException of(String why, @Nullable Throwable cause);
  }

  static DataPackage read(CheckedZip zip, Map<String, ZipEntry> entries, Refusal refusal)
      throws IOException {
    byte[] list = content(zip, entries, LIST, refusal);
    if (entries.containsKey(LIST_DIGEST)) {
      JsonNode signed = json(content(zip, entries, LIST_DIGEST, refusal), LIST_DIGEST, refusal);
      if (!sha256(signed.path("hash")).equals(Optional.of(Sha256.hexOf(list)))) {
        throw refusal.of("the digest of " + LIST + " does not match " + LIST_DIGEST, null);
      }
    }
    JsonNode listed = json(list, LIST, refusal).path("resources");
    Map<String, Resource> resources = new TreeMap<>();
    for (JsonNode each : listed) {
      String path = each.path("path").asString("");
      Optional<String> sha256 = sha256(each.path("hash"));
      JsonNode bytes = each.path("bytes");
      if (path.isEmpty() || sha256.isEmpty() || !bytes.canConvertToLong()) {
        throw refusal.of(
            LIST + " does not name path, sha256 and bytes of file " + (resources.size() + 1), null);
      }
      if (resources.put(path, new Resource(sha256.get(), bytes.asLong())) != null) {
        throw refusal.of("'" + path + "' stands in " + LIST + " twice", null);
      }
    }
    return new DataPackage(resources);
  }

  private static byte[] content(
      CheckedZip zip, Map<String, ZipEntry> entries, String name, Refusal refusal)
      throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refusal.of("it has no " + name + " and so is no WACZ", null);
    }
    try (InputStream in = zip.open(entry)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw refusal.of(name + " is larger than " + MAX_BYTES + " bytes", null);
      }
      return content;
    }
  }

  private static JsonNode json(byte[] content, String name, Refusal refusal) throws IOException {
    try {
      return JSON.readTree(content);
    } catch (JacksonException e) {
      throw refusal.of(name + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Optional<String> sha256(JsonNode hash) {
    String text = hash.asString("").toLowerCase(Locale.ROOT);
    boolean known =
        text.startsWith(SHA256)
            && text.length() == SHA256.length() + 64
            && text.chars().skip(SHA256.length()).allMatch(c -> Character.digit(c, 16) >= 0);
    return known ? Optional.of(text.substring(SHA256.length())) : Optional.empty();
  }

  Optional<Resource> resource(String name) {
    return Optional.ofNullable(resources.get(name));
  }

  Set<String> names() {
    return resources.keySet();
  }
}
