package org.gabion.mirror.rendition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.copy.OpenedCopy;

/// The rendition beside an operator's own copy, brought up to its edition.
///
/// A note says what the folder's rendition was made of. It is gone while files are written, so that
/// a run that was cut off is seen by the next one, which then makes all of them anew and takes away
/// what belongs to no page. One process at a time; blocks.
public final class RenditionFolder {
  private final Path copy;
  private final Path note;
  private final String maker;

  /// @param copy the folder of the copy
  /// @param note a file that does not go out
  /// @param maker which program makes it: another may make other files
  public RenditionFolder(Path copy, Path note, String maker) {
    this.copy = copy;
    this.note = note;
    this.maker = maker;
  }

  /// Makes what is not as the edition wants it.
  ///
  /// @param before the edition that was in the copy before, if there was one
  public void bring(OpenedCopy edition, Optional<OpenedCopy> before, RenditionRules rules)
      throws IOException {
    String wanted = madeOf(edition, rules);
    String found = found();
    boolean isThere = Files.isRegularFile(copy.resolve(Rendition.INDEX));
    if (isThere && found.equals(wanted)) {
      return;
    }
    Files.deleteIfExists(note);
    Rendition rendition = new Rendition(edition, rules);
    FolderSink folder = new FolderSink(copy);
    if (isThere && before.isPresent() && found.equals(madeOf(before.get(), rules))) {
      rendition.render(folder, before.get());
    } else {
      Given given = new Given(folder);
      rendition.render(given);
      deleteOthers(given.paths);
    }
    Files.writeString(note, wanted);
  }

  private String found() throws IOException {
    try {
      return Files.readString(note);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private String madeOf(OpenedCopy edition, RenditionRules rules) {
    String text =
        String.join(
            "\n",
            rules.original().orElse(""),
            new TreeSet<>(rules.hosts()).toString(),
            rules.note().orElse(""),
            Long.toString(rules.mostBytes()),
            maker);
    Digest settings = Digest.of(text.getBytes(StandardCharsets.UTF_8));
    return "edition " + edition.head().identity() + "\nsettings " + settings + "\n";
  }

  private void deleteOthers(Set<String> paths) throws IOException {
    FolderSink folder = new FolderSink(copy);
    Path root = copy.resolve(FileNames.FOLDER);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = copy.relativize(file).toString().replace('\\', '/');
        if (!paths.contains(path)) {
          folder.delete(path);
        }
      }
    } catch (NoSuchFileException e) {
      return; // A site without pages to read.
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Remembers what it was given.
  private static final class Given implements RenditionSink {
    private final RenditionSink to;
    private final Set<String> paths = new HashSet<>();

    Given(RenditionSink to) {
      this.to = to;
    }

    @Override
    public void put(String path, Content content) throws IOException {
      to.put(path, content);
      paths.add(path);
    }

    @Override
    public void delete(String path) throws IOException {
      to.delete(path);
    }
  }
}
