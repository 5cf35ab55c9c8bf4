package org.gabion.mirror.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.gabion.core.snapshot.Digest;

/// The page that checks a copy in a browser, from a disk and without a network: one file with its
/// script and style, and a policy that allows these two alone. Stateless.
///
/// A page opened from a disk may not read its neighbours, so the reader hands it the folder. What
/// it checks is written a second time in its script, by the rules of `org.gabion.core.snapshot`.
final class VerifierPage {
  private VerifierPage() {}

  /// The page; the same in every bundle of this version.
  static byte[] bytes() {
    String style = resource("verify.css");
    String script = resource("verify.js");
    String policy =
        "default-src 'none'; img-src data:; script-src "
            + hash(script)
            + "; style-src "
            + hash(style)
            + "; form-action 'none'; base-uri 'none'";
    return resource("verify.html")
        .replace("{{POLICY}}", policy)
        .replace("{{STYLE}}", style)
        .replace("{{SCRIPT}}", script)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(String text) {
    byte[] digest = Digest.of(text.getBytes(StandardCharsets.UTF_8)).bytes();
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(VerifierPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
