package org.gabion.mirror.archive;

import java.net.URI;
import java.time.Instant;

/// What an archive says of itself.
///
/// @param title for people, on one line
/// @param mainPage where to begin reading
/// @param created when; part of the bytes, so a caller that wants the same bytes gives the same
/// @param software that made it, with its version
public record ArchiveTitle(String title, URI mainPage, Instant created, String software) {
  public ArchiveTitle {
    for (String text : new String[] {title, software}) {
      if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a title and a software are one line of text");
      }
    }
    Address.check(mainPage);
  }
}
