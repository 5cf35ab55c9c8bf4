package org.gabion.mirror.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;

/// Asks a site whether it wants to be crawled for this copy, before anything else is asked of it: a
/// file that only its operator can put there names the copy's site id. Stateless.
final class OwnershipProof {
  static final String PATH = "/.well-known/gabion-site";

  private static final int MAX_BYTES = 64 << 10;

  private OwnershipProof() {}

  static String line(Digest site) {
    return "gabion-site " + site;
  }

  /// @throws IOException if the site does not say so; names the file and the line to put there
  static void check(Session session, SiteUrl home, Digest site) throws IOException {
    Answer answer = session.get(PATH, Map.of(), MAX_BYTES);
    Optional<String> objection =
        switch (answer) {
          case Answer.Got got -> objection(got, home, site);
          case Answer.Failed failed -> Optional.of(failed.detail());
          case Answer.TooLarge large -> Optional.of("it is larger than a proof: " + large.detail());
        };
    if (objection.isPresent()) {
      throw new IOException(
          home.origin()
              + PATH
              + " does not show that this site is yours: "
              + objection.get()
              + ". Put a text file there with this line, and run again:\n"
              + line(site));
    }
  }

  private static Optional<String> objection(Answer.Got got, SiteUrl home, Digest site)
      throws IOException {
    try (Body body = got.body()) {
      if (got.status() >= 300 && got.status() < 400) {
        return Optional.of(
            "it redirects to "
                + got.header("location").flatMap(home::resolve).map(SiteUrl::toString).orElse("-")
                + "; if the site has moved there, name that as its start");
      }
      if (got.status() != 200) {
        return Optional.of("it answers " + got.status());
      }
      String text = new String(body.bytes(), StandardCharsets.UTF_8);
      boolean named = text.lines().anyMatch(line -> line.strip().equals(line(site)));
      return named ? Optional.empty() : Optional.of("the line of this site is not in it");
    }
  }
}
