package org.gabion.core.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves offline that an entry is in a signed tree (C2SP tlog-proof): the entry's index, its path
/// to the root, and the checkpoint.
///
/// @param extra what the application adds, not authenticated by itself
/// @param path see [InclusionPath]
/// @param checkpoint the signed note, verbatim
public record TreeProof(Optional<byte[]> extra, long index, List<byte[]> path, String checkpoint) {
  private static final String FIRST = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /// The text as it is kept in a file.
  public String text() {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    extra.ifPresent(bytes -> text.append(EXTRA).append(Base64Text.of(bytes)).append('\n'));
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(Base64Text.of(hash)).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }

  /// Reads the text; empty if it is malformed.
  public static Optional<TreeProof> parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int gap = text.indexOf("\n\n");
    if (gap < 0) {
      return Optional.empty();
    }
    String[] lines = text.substring(0, gap).split("\n", -1);
    int at = 0;
    if (!lines[at++].equals(FIRST)) {
      return Optional.empty();
    }
    Optional<byte[]> extra = Optional.empty();
    if (at < lines.length && lines[at].startsWith(EXTRA)) {
      extra = Base64Text.parse(lines[at++].substring(EXTRA.length()));
      if (extra.isEmpty()) {
        return Optional.empty();
      }
    }
    if (at == lines.length || !lines[at].startsWith(INDEX)) {
      return Optional.empty();
    }
    Optional<Long> index = Decimal.parse(lines[at++].substring(INDEX.length()));
    List<byte[]> path = new ArrayList<>();
    for (; at < lines.length; at++) {
      Optional<byte[]> hash = Base64Text.parse(lines[at], Merkle.LENGTH);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      path.add(hash.get());
    }
    String checkpoint = text.substring(gap + 2);
    Optional<byte[]> found = extra;
    return index.map(number -> new TreeProof(found, number, List.copyOf(path), checkpoint));
  }

  /// What keeps this from proving that the entry is in a tree whose head the key signed; empty if
  /// nothing does.
  public Optional<String> flaw(byte[] entry, VerifierKey key) {
    byte[] note = checkpoint.getBytes(StandardCharsets.UTF_8);
    return switch (SignedNote.open(note, key)) {
      case SignedNote.Opened.Refused refused ->
          Optional.of("its checkpoint proves nothing: " + refused.why());
      case SignedNote.Opened.Signed signed ->
          Checkpoint.parse(signed.text())
              .filter(
                  head ->
                      InclusionPath.leads(
                          Merkle.leaf(entry), index, head.size(), path, head.root()))
              .map(head -> Optional.<String>empty())
              .orElse(Optional.of("its hashes do not lead from the entry to the signed root"));
    };
  }
}
