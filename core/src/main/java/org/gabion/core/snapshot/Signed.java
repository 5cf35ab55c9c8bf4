package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A document and the signatures under it. What is signed is the body, the exact bytes before the
/// first `sig`; the body alone is what the document is, since a signature can be made anew.
///
/// Signatures stand in the order of their key ids, each key's once.
///
/// @param <T> the document
/// @param body its exact bytes, which must not be changed
public record Signed<T>(T document, byte[] body, List<SignatureLine> signatures) {
  /// As many as all root holders sign with when all of them change.
  static final int MAX_SIGNATURES = 4 * RoleKeys.MAX_HOLDERS;

  public Signed {
    signatures = signatures.stream().sorted(Comparator.comparing(SignatureLine::keyId)).toList();
    Bounds.ascending("signatures", signatures, Comparator.comparing(SignatureLine::keyId));
    if (signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException("at most " + MAX_SIGNATURES + " signatures");
    }
  }

  static <T> Signed<T> read(Lines lines, byte[] bytes, Function<Lines, T> reader) {
    int from = lines.position();
    T document = reader.apply(lines);
    int to = lines.position();
    List<SignatureLine> signatures = new ArrayList<>();
    String last = "";
    while (lines.next(SignatureLine.WORD)) {
      SignatureLine signature = SignatureLine.read(lines);
      if (signature.keyId().compareTo(last) <= 0) {
        throw lines.fault("signatures in the order of their key ids, each once");
      }
      if (signatures.size() == MAX_SIGNATURES) {
        throw lines.fault("at most " + MAX_SIGNATURES + " signatures");
      }
      last = signature.keyId();
      signatures.add(signature);
    }
    byte[] body = new byte[to - from];
    System.arraycopy(bytes, from, body, 0, body.length);
    return new Signed<>(document, body, signatures);
  }

  /// What the document is: the digest of its body.
  public Digest identity() {
    return Digest.of(body);
  }

  /// The document with its signatures, as it is published.
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(new String(body, StandardCharsets.US_ASCII));
    signatures.forEach(signature -> text.append(signature).append('\n'));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// How many of the holders signed it. A holder counts once, and only if all their keys signed:
  /// whoever breaks one algorithm has gained nothing.
  public int signers(List<Holder> holders) {
    Map<String, SignatureLine> byKey =
        signatures.stream().collect(Collectors.toMap(SignatureLine::keyId, Function.identity()));
    int signers = 0;
    for (Holder holder : holders) {
      if (holder.keys().stream().allMatch(key -> isSigned(key, byKey))) {
        signers++;
      }
    }
    return signers;
  }

  private boolean isSigned(PublicKey key, Map<String, SignatureLine> byKey) {
    return Optional.ofNullable(byKey.get(key.id()))
        .filter(line -> line.algorithm() == key.algorithm())
        .filter(line -> key.verifies(body, line.signature()))
        .isPresent();
  }
}
