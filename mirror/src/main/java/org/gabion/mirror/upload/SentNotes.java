package org.gabion.mirror.upload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /// What was sent, path by path, if the target still holds the head that was sent last, or one of
  /// the two of a run that was cut off.
  Map<String, String> noted(MirrorTarget target, Optional<byte[]> head) throws IOException {
    Path note = noteOf(target);
    Map<String, String> sent = new HashMap<>();
    if (!Files.exists(note)) {
      return sent;
    }
    List<String> lines = Files.readAllLines(note);
    if (!lines.isEmpty() && List.of(lines.getFirst().split(" ", -1)).contains(edition(head))) {
      for (String line : lines.subList(1, lines.size())) {
        if (line.length() > 65) {
          sent.put(line.substring(65), line.substring(0, 64));
        }
      }
    }
    return sent;
  }

  /// Notes what is there while files are sent.
  ///
  /// @param there the head before
  /// @param head the one that is to come
  void begin(MirrorTarget target, Optional<byte[]> there, byte[] head, Map<String, String> files)
      throws IOException {
    write(target, edition(there) + " " + edition(Optional.of(head)), files);
  }

  void note(MirrorTarget target, byte[] head, Map<String, String> now) throws IOException {
    write(target, edition(Optional.of(head)), now);
  }

  private void write(MirrorTarget target, String editions, Map<String, String> files)
      throws IOException {
    StringBuilder text = new StringBuilder(editions).append('\n');
    new TreeMap<>(files)
        .forEach((path, digest) -> text.append(digest).append(' ').append(path).append('\n'));
    Files.createDirectories(folder);
    Path draft = folder.resolve(".part-" + noteOf(target).getFileName());
    Files.writeString(draft, text.toString());
    Files.move(draft, noteOf(target), StandardCopyOption.REPLACE_EXISTING);
  }

  /// What a head says without its heartbeat, which another machine may send.
  private static String edition(Optional<byte[]> head) {
    if (head.isEmpty()) {
      return "none";
    }
    return HeadFile.parse(head.get()) instanceof Parsed.Valid<HeadFile>(HeadFile file)
        ? file.head().identity().toString()
        : Digest.of(head.get()).toString();
  }
}
