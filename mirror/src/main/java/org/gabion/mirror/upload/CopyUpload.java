package org.gabion.mirror.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.target.MirrorTarget;
import org.gabion.mirror.target.TargetFault;
import org.gabion.mirror.web.HostFiles;

/// Sends a copy to one target: objects, index, recent lists and snapshots, roots and rosters, pages
/// to read, and the head last. Whoever reads there meanwhile sees the edition before, whole. What
/// is named by its digest and is there already is not sent again.
///
/// What was sent of the files that change is noted beside the keys, so that an unchanged page is
/// not sent with every edition. What a run that was cut off has left of a file that it meant to
/// change counts as unknown. The note is void when the target holds another head than was sent.
public final class CopyUpload {
  private final Path copy;
  private final SentNotes notes;
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
    this.notes = new SentNotes(notes);
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
    HeadCheck check = new HeadCheck(copy);
    CopyHead mine = check.own(own);
    check.refuseOther(target, mine, there);
    new WholeCopy(copy, OpenedCopy.open(own, mine.file().head())).check();
    boolean wasCutOff = begin(target);
    List<String> files = files();
    Set<String> present = present(tries, target);
    Map<String, String> sent = notes.noted(target, there);
    Map<String, String> now = new ConcurrentHashMap<>();
    noteBegun(target, there, head, sent);
    Run run = new Run(target, tries, present, sent, now);
    for (int stage = 0; stage < STAGES; stage++) {
      run.stage(files, stage);
    }
    run.put(CopyPaths.HEAD, head);
    notes.note(target, head, now);
    long deleted = deleteGone(tries, target, files, present, sent);
    end(tries, target, wasCutOff);
    return new Uploaded(run.files.get(), run.bytes.get(), deleted);
  }

  private Path markOf(MirrorTarget target) {
    return notes.noteOf(target).resolveSibling(notes.noteOf(target).getFileName() + ".unfinished");
  }

  /// Marks that an upload is under way; tells whether one before was cut off.
  private boolean begin(MirrorTarget target) throws IOException {
    Files.createDirectories(notes.folder());
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
              Files.getLastModifiedTime(notes.noteOf(target)).toInstant());
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
        boolean hidden = name.startsWith(".") && !HostFiles.isOne(path);
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
    notes.begin(target, there, head, begun);
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
