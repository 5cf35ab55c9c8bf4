package org.gabion.mirror.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.target.MirrorTarget;
import org.gabion.mirror.target.TargetFault;

/// Sends a copy to one target: objects, index, recent lists and snapshots, roots and rosters, pages
/// to read, and the head last. Whoever reads there meanwhile sees the edition before, whole. What
/// is named by its digest and is there already is not sent again.
///
/// What was sent of the files that change is noted beside the keys, so that an unchanged page is
/// not sent with every edition. What a run that was cut off has left of a file that it meant to
/// change counts as unknown. The note is void when the target holds another head than was sent.
public final class CopyUpload {
  private final Path copy;
  private final Path notes;
  private final UploadRules rules;
  private final Listener listener;
  private final RateCap cap;

  /// Told how it goes on, by any thread.
  @FunctionalInterface
  public interface Listener {
    void progress(long files, long bytes);
  }

  /// What was done.
  public record Uploaded(long files, long bytes, long deleted) {}

  /// @param notes a folder for what was sent where
  public CopyUpload(Path copy, Path notes, UploadRules rules, Listener listener) {
    this.copy = copy;
    this.notes = notes;
    this.rules = rules;
    this.listener = listener;
    this.cap = new RateCap(rules.bytesPerSecond());
  }

  /// Sends what the target lacks.
  ///
  /// @throws TargetFault if the target refuses, is full, or does not answer after all tries
  /// @throws IOException if the copy can not be read, or the target has a newer edition
  public Uploaded run(MirrorTarget target) throws IOException {
    Tries tries = new Tries(rules);
    byte[] head = Files.readAllBytes(copy.resolve(CopyPaths.HEAD));
    Optional<byte[]> there = tries.of(() -> target.get(CopyPaths.HEAD, HeadFile.MAX_BYTES));
    FolderSource own = new FolderSource(copy);
    CopyHead mine = own(own);
    refuseOther(target, mine, there);
    new WholeCopy(copy, OpenedCopy.open(own, mine.file().head())).check();
    boolean wasCutOff = begin(target);
    List<String> files = files();
    Set<String> present = present(tries, target);
    Map<String, String> sent = noted(target, there);
    Map<String, String> now = new ConcurrentHashMap<>();
    noteBegun(target, there, head, sent);
    Run run = new Run(target, tries, present, sent, now);
    for (int stage = 0; stage < STAGES; stage++) {
      run.stage(files, stage);
    }
    run.put(CopyPaths.HEAD, head);
    note(target, head, now);
    long deleted = deleteGone(tries, target, files, present, sent);
    end(tries, target, wasCutOff);
    return new Uploaded(run.files.get(), run.bytes.get(), deleted);
  }

  private CopyHead own(FolderSource own) throws IOException {
    TrustedSite site = TrustedSite.of(RootWalk.begin(own, RootWalk.siteOf(own)));
    CopyHead mine = CopyHead.read(own, site);
    if (!(mine.verdict() instanceof HeadVerdict.Newer)) {
      throw new IOException(copy + " holds no edition that counts; publish first");
    }
    return mine;
  }

  private void refuseOther(MirrorTarget target, CopyHead mine, Optional<byte[]> there)
      throws IOException {
    if (there.isEmpty()
        || !(HeadFile.parse(there.get()) instanceof Parsed.Valid<HeadFile>(HeadFile other))) {
      return;
    }
    if (!other.head().document().site().equals(mine.file().head().document().site())) {
      throw new IOException(
          target.name() + " holds the copy of another site; name a folder of its own for this one");
    }
    HeadVerdict verdict = mine.site().after(mine.verdict()).judge(other);
    if (verdict instanceof HeadVerdict.Newer newer) {
      throw new IOException(
          target.name()
              + " holds edition "
              + newer.head().document().sequence()
              + ", newer than edition "
              + mine.file().head().document().sequence()
              + " in "
              + copy
              + ": this is an old backup; bring the newer copy back first");
    }
    if (verdict instanceof HeadVerdict.SplitView) {
      throw new IOException(
          target.name()
              + " holds another edition "
              + mine.file().head().document().sequence()
              + " with a valid signature; see who has published, and change the release key");
    }
  }

  private Path markOf(MirrorTarget target) {
    return noteOf(target).resolveSibling(noteOf(target).getFileName() + ".unfinished");
  }

  /// Marks that an upload is under way; tells whether one before was cut off.
  private boolean begin(MirrorTarget target) throws IOException {
    Files.createDirectories(notes);
    Path mark = markOf(target);
    boolean wasCutOff = Files.exists(mark);
    if (!wasCutOff) {
      Files.writeString(mark, target.name() + "\n");
    }
    return wasCutOff;
  }

  /// Takes the mark away; not before drafts of the run that was cut off are old enough to go.
  private void end(Tries tries, MirrorTarget target, boolean wasCutOff) throws IOException {
    Path mark = markOf(target);
    if (wasCutOff) {
      tries.of(
          () -> {
            target.sweep();
            return true;
          });
      Duration age =
          Duration.between(
              Files.getLastModifiedTime(mark).toInstant(),
              Files.getLastModifiedTime(noteOf(target)).toInstant());
      if (age.compareTo(DRAFTS_ARE_OLD) < 0) {
        return;
      }
    }
    Files.delete(mark);
  }

  private static final String UNKNOWN = "?".repeat(64);
  private static final int STAGES = 5;
  private static final Duration DRAFTS_ARE_OLD = Duration.ofHours(25);

  private static int stage(String path) {
    if (path.startsWith(CopyPaths.OBJECTS + "/")) {
      return 0;
    }
    if (path.startsWith(CopyPaths.SHARDS + "/")) {
      return 1;
    }
    if (path.startsWith(CopyPaths.RECENT + "/") || path.startsWith(CopyPaths.SNAPSHOTS + "/")) {
      return 2;
    }
    return path.startsWith(CopyPaths.FOLDER + "/") ? 3 : 4;
  }

  private static boolean isNamedByDigest(String path) {
    return stage(path) < 2;
  }

  /// All files but the head, with `/` between names; nothing whose name begins with a dot but the
  /// copy's own folder and what hosts want.
  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(copy)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String path = copy.relativize(file).toString().replace('\\', '/');
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean hidden = name.startsWith(".") && !path.equals(".htaccess");
        if (Files.isRegularFile(file) && !hidden && !path.equals(CopyPaths.HEAD)) {
          files.add(path);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  /// What the target has of the files that are named by their digest.
  private static Set<String> present(Tries tries, MirrorTarget target) throws IOException {
    Set<String> present = files(tries, target, CopyPaths.SHARDS);
    for (String folder : tries.of(() -> target.folders(CopyPaths.OBJECTS))) {
      present.addAll(files(tries, target, CopyPaths.OBJECTS + "/" + folder));
    }
    return present;
  }

  private static Set<String> files(Tries tries, MirrorTarget target, String folder)
      throws IOException {
    Set<String> files = new HashSet<>();
    tries.of(() -> target.list(folder)).forEach(name -> files.add(folder + "/" + name));
    return files;
  }

  private Path noteOf(MirrorTarget target) {
    Digest name = Digest.of(target.name().getBytes(StandardCharsets.UTF_8));
    return notes.resolve("sent-" + name.toString().substring(0, 16));
  }

  private Map<String, String> noted(MirrorTarget target, Optional<byte[]> head) throws IOException {
    Path note = noteOf(target);
    Map<String, String> sent = new HashMap<>();
    if (!Files.exists(note)) {
      return sent;
    }
    List<String> lines = Files.readAllLines(note);
    if (!lines.isEmpty() && List.of(lines.getFirst().split(" ", -1)).contains(nameOf(head))) {
      for (String line : lines.subList(1, lines.size())) {
        if (line.length() > 65) {
          sent.put(line.substring(65), line.substring(0, 64));
        }
      }
    }
    return sent;
  }

  private static String nameOf(Optional<byte[]> head) {
    return head.map(bytes -> Digest.of(bytes).toString()).orElse("none");
  }

  /// Notes which files that change are there or soon will be, with the digests of those that will
  /// not be touched. It counts while the target holds the head before or the new one.
  private void noteBegun(
      MirrorTarget target, Optional<byte[]> there, byte[] head, Map<String, String> sent)
      throws IOException {
    Map<String, String> begun = new HashMap<>();
    sent.keySet().forEach(path -> begun.put(path, UNKNOWN));
    for (String path : files()) {
      if (!isNamedByDigest(path)) {
        String digest = Digest.of(Files.readAllBytes(copy.resolve(path))).toString();
        begun.put(path, digest.equals(sent.get(path)) ? digest : UNKNOWN);
      }
    }
    writeNote(target, nameOf(there) + " " + nameOf(Optional.of(head)), begun);
  }

  private void note(MirrorTarget target, byte[] head, Map<String, String> now) throws IOException {
    writeNote(target, nameOf(Optional.of(head)), now);
  }

  private void writeNote(MirrorTarget target, String heads, Map<String, String> files)
      throws IOException {
    StringBuilder text = new StringBuilder(heads).append('\n');
    new TreeMap<>(files)
        .forEach((path, digest) -> text.append(digest).append(' ').append(path).append('\n'));
    Path draft = notes.resolve(".part-" + noteOf(target).getFileName());
    Files.writeString(draft, text.toString());
    Files.move(draft, noteOf(target), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Takes away what this copy no longer has.
  private static long deleteGone(
      Tries tries,
      MirrorTarget target,
      List<String> files,
      Set<String> present,
      Map<String, String> sent)
      throws IOException {
    Set<String> gone = new HashSet<>(present);
    gone.addAll(sent.keySet());
    gone.addAll(files(tries, target, CopyPaths.SNAPSHOTS));
    gone.addAll(files(tries, target, CopyPaths.RECENT));
    files.forEach(gone::remove);
    for (String path : gone) {
      tries.of(
          () -> {
            target.delete(path);
            return true;
          });
    }
    return gone.size();
  }

  private final class Run {
    private final MirrorTarget target;
    private final Tries tries;
    private final Set<String> present;
    private final Map<String, String> sent;
    private final Map<String, String> now;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Run(
        MirrorTarget target,
        Tries tries,
        Set<String> present,
        Map<String, String> sent,
        Map<String, String> now) {
      this.target = target;
      this.tries = tries;
      this.present = present;
      this.sent = sent;
      this.now = now;
    }

    /// Sends all files of a stage; returns when all are there.
    void stage(List<String> all, int stage) throws IOException {
      Semaphore places = new Semaphore(rules.parallel());
      List<Future<?>> tasks = new ArrayList<>();
      try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (String path : all) {
          if (tries.isOver()) {
            break;
          }
          if (CopyUpload.stage(path) == stage && !present.contains(path)) {
            places.acquire();
            tasks.add(
                workers.submit(
                    () -> {
                      try {
                        one(path);
                        return null;
                      } finally {
                        places.release();
                      }
                    }));
          }
        }
        for (Future<?> task : tasks) {
          task.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        throw fault(e);
      }
    }

    private static IOException fault(ExecutionException e) {
      return e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }

    private void one(String path) throws IOException {
      byte[] content = Files.readAllBytes(copy.resolve(path));
      String digest = Digest.of(content).toString();
      if (isNamedByDigest(path)) {
        if (!path.endsWith("/" + digest)) {
          throw new IOException(
              copy.resolve(path) + " is damaged; delete this file, then publish again");
        }
      } else {
        now.put(path, digest);
        if (digest.equals(sent.get(path))) {
          return;
        }
      }
      put(path, content);
    }

    /// Puts one file, again if it may help.
    void put(String path, byte[] content) throws IOException {
      tries.of(
          () -> {
            cap.await(content.length);
            target.put(path, content);
            return true;
          });
      listener.progress(files.incrementAndGet(), bytes.addAndGet(content.length));
    }
  }
}
