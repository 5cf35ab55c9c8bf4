package org.gabion.analyze.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.gabion.core.proof.Merkle;
import org.gabion.core.proof.Tiles;

/// Names of what stands in a folder of evidence (`docs/reference/evidence.md`), and how it is read.
/// Stateless.
///
/// ```
/// manifest.json                   what all this is
/// report.json, report.html ...    as given
/// stix.json
/// incidents/i1/lines.log          the raw lines
/// incidents/i1/lines.idx          where each came from
/// checkpoint                      the signed root
/// tile/0/000 ...                  hashes of the tree
/// tile/entries/000 ...            its entries
/// proofs/manifest.json.tlog-proof ...
/// ```
final class Layout {
  static final String SCHEMA = "gabion.evidence/1";
  static final String MANIFEST = "manifest.json";
  static final String STIX = "stix.json";
  static final String CHECKPOINT = "checkpoint";
  static final String ENTRIES = "entries";
  private static final String INCIDENTS = "incidents/";
  private static final String LOG = "/lines.log";
  private static final String INDEX = "/lines.idx";
  private static final String PROOFS = "proofs/";
  private static final String PROOF = ".tlog-proof";

  private Layout() {}

  static String log(String incident) {
    return INCIDENTS + incident + LOG;
  }

  static String index(String incident) {
    return INCIDENTS + incident + INDEX;
  }

  static String proof(String file) {
    return PROOFS + file + PROOF;
  }

  static String entries(long bundle, int width) {
    return Tiles.path(ENTRIES, bundle, width);
  }

  static String tile(int level, long index, int width) {
    return Tiles.path(Integer.toString(level), index, width);
  }

  static boolean isFileName(String name) {
    return name.matches("[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*") && name.length() <= 100;
  }

  /// Whether a path is one that an artefact may have: relative, of plain names, none of which the
  /// tree has for itself.
  static boolean isArtefact(String path) {
    String[] parts = path.split("/", -1);
    for (String part : parts) {
      if (!isFileName(part)) {
        return false;
      }
    }
    return !parts[0].equals("tile") && !parts[0].equals("proofs") && !path.equals(CHECKPOINT);
  }

  /// Size and SHA-256 of a file.
  record Digest(long size, String sha256) {
    static Digest of(Path file) throws IOException {
      MessageDigest digest = Merkle.sha256();
      long size = 0;
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
          size += n;
        }
      }
      return new Digest(size, HexFormat.of().formatHex(digest.digest()));
    }
  }
}
