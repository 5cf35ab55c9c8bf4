package org.gabion.mirror.rendition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.web.FileRules;
import org.gabion.mirror.web.HostFiles;

/// The part of a copy's folder that people and hosts read, beside what is signed: the readable
/// rendition, `index.html`, and the files for common hosts.
///
/// A mark in the folder says which edition was made, by which rules. It is taken away while files
/// change: whoever is cut off makes all of it anew the next time. Files of somebody else that were
/// there before are never overwritten or deleted. One thread.
public final class WebRoot {
  private static final Path MARK = Path.of(CopyPaths.FOLDER, ".readable");
  private static final String FORM = "gabion readable 1\n";
  private static final String OWN_INDEX = "<title>A copy of a website: ";
  private static final String OWN_HOST_FILE = "# Made by gabion mirror";
  private static final int LOOKED_AT = 4096;

  private final Path folder;
  private final RenditionRules rules;

  /// @param folder the root of the copy
  public WebRoot(Path folder, RenditionRules rules) {
    this.folder = folder;
    this.rules = rules;
  }

  /// Brings the folder to an edition.
  ///
  /// @throws IOException if a part of the copy is missing or wrong, or the folder can not be
  ///   written, or has another `index.html` that is not of a copy
  public Rendition.Rendered bring(OpenedCopy copy) throws IOException {
    Path mark = folder.resolve(MARK);
    boolean begun = Files.exists(mark);
    if (!begun) {
      refuseOthers();
    }
    Optional<OpenedCopy> before = begun ? before(mark, copy) : Optional.empty();
    Files.createDirectories(folder.resolve(CopyPaths.FOLDER));
    Files.writeString(mark, "");
    Rendition rendition = new Rendition(copy, rules);
    Rendition.Rendered rendered =
        before.isPresent() ? rest(rendition, before.get()) : whole(rendition, begun);
    hostFiles();
    Files.write(mark, marked(copy));
    return rendered;
  }

  private void refuseOthers() throws IOException {
    Path index = folder.resolve(Rendition.INDEX);
    if (Files.exists(index) && !beginning(index).contains(OWN_INDEX)) {
      throw new IOException(
          index
              + " is not of a copy, and is not overwritten; the readable pages want a folder of"
              + " their own");
    }
  }

  private static String beginning(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8);
    }
  }

  private byte[] marked(OpenedCopy copy) {
    byte[] opening = (FORM + ruled() + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] head = new HeadFile(copy.head(), Optional.empty()).bytes();
    byte[] all = Arrays.copyOf(opening, opening.length + head.length);
    System.arraycopy(head, 0, all, opening.length, head.length);
    return all;
  }

  private Digest ruled() {
    String text =
        rules.original()
            + "\n"
            + String.join(" ", new TreeSet<>(rules.hosts()))
            + "\n"
            + rules.note()
            + "\n"
            + rules.mostBytes();
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The edition that was made last, by the same rules; empty if all must be made anew.
  private Optional<OpenedCopy> before(Path mark, OpenedCopy copy) throws IOException {
    byte[] bytes = Files.readAllBytes(mark);
    byte[] opening = (FORM + ruled() + "\n").getBytes(StandardCharsets.US_ASCII);
    if (bytes.length <= opening.length
        || Arrays.mismatch(opening, bytes) != opening.length
        || !(HeadFile.parse(Arrays.copyOfRange(bytes, opening.length, bytes.length))
            instanceof Parsed.Valid<HeadFile>(HeadFile file))) {
      return Optional.empty();
    }
    try {
      return Optional.of(OpenedCopy.open(copy.source(), file.head()));
    } catch (CopyFault e) {
      return Optional.empty(); // It is no longer kept.
    }
  }

  private Rendition.Rendered rest(Rendition rendition, OpenedCopy before) throws IOException {
    try {
      return rendition.render(new FolderSink(folder), before);
    } catch (CopyFault e) {
      // It may be the edition before that is not whole any more.
      return whole(rendition, true);
    }
  }

  private Rendition.Rendered whole(Rendition rendition, boolean begun) throws IOException {
    FolderSink sink = new FolderSink(folder);
    Set<String> made = new HashSet<>();
    Rendition.Rendered rendered =
        rendition.render(
            new RenditionSink() {
              @Override
              public void put(String path, Content content) throws IOException {
                sink.put(path, content);
                made.add(path);
              }

              @Override
              public void delete(String path) throws IOException {
                sink.delete(path);
              }
            });
    if (begun) {
      for (String path : pages()) {
        if (!made.contains(path)) {
          sink.delete(path);
        }
      }
    }
    return rendered;
  }

  private List<String> pages() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(FileRules.PAGES))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void hostFiles() throws IOException {
    FolderSink sink = new FolderSink(folder);
    for (Map.Entry<String, byte[]> file : HostFiles.all().entrySet()) {
      Path place = folder.resolve(file.getKey());
      boolean own = !Files.exists(place) || beginning(place).startsWith(OWN_HOST_FILE);
      if (own) {
        sink.put(file.getKey(), out -> out.write(file.getValue()));
      }
    }
  }
}
