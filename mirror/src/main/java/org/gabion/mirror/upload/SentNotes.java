package org.gabion.mirror.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.mirror.target.MirrorTarget;

/// What was sent to each target of the files that change: the identity of the head, then digest and
/// path of each.
record SentNotes(Path folder) {
  /// The file of a target.
  Path noteOf(MirrorTarget target) {
    Digest name = Digest.of(target.name().getBytes(StandardCharsets.UTF_8));
    return folder.resolve("sent-" + name.toString().substring(0, 16));
  }

  /// What was sent, path by path, if the target still holds the head that was sent last.
  Map<String, String> noted(MirrorTarget target, byte[] head) throws IOException {
    Path note = noteOf(target);
    Map<String, String> sent = new HashMap<>();
    if (!Files.exists(note)) {
      return sent;
    }
    List<String> lines = Files.readAllLines(note);
    if (!lines.isEmpty() && lines.getFirst().equals(edition(head))) {
      for (String line : lines.subList(1, lines.size())) {
        if (line.length() > 65) {
          sent.put(line.substring(65), line.substring(0, 64));
        }
      }
    }
    return sent;
  }

  void note(MirrorTarget target, byte[] head, Map<String, String> now) throws IOException {
    StringBuilder text = new StringBuilder(edition(head) + "\n");
    new TreeMap<>(now)
        .forEach((path, digest) -> text.append(digest).append(' ').append(path).append('\n'));
    Files.createDirectories(folder);
    Files.writeString(noteOf(target), text.toString());
  }

  /// What a head says without its heartbeat, which another machine may send.
  private static String edition(byte[] head) {
    return HeadFile.parse(head) instanceof Parsed.Valid<HeadFile>(HeadFile file)
        ? file.head().identity().toString()
        : Digest.of(head).toString();
  }
}
