package org.gabion.mirror.node;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.web.FileRules;

/// The parts of a copy as a node serves them: the files of its store. Reads on virtual threads, of
/// which a bounded number run; every object is checked before it is sent.
final class CopyPages implements NodePages {
  private static final int MAX_READING = 512;
  private static final String PREFIX = "/" + CopyPaths.FOLDER + "/";

  private final NodeStore store;
  private final Arrivals arrivals;
  private final ByteBudget budget;
  private final SitePages site;
  private final Gossip gossip;
  private volatile Optional<EditionPack> pack = Optional.empty();
  private final Semaphore reading = new Semaphore(MAX_READING);
  private final java.util.concurrent.atomic.AtomicLong sent =
      new java.util.concurrent.atomic.AtomicLong();

  /// Takes heads that other mirrors tell of.
  @FunctionalInterface
  interface Gossip {
    /// @return whether it was looked at
    boolean hear(byte[] head, String from);
  }

  /// @param site answers for the pages of the site itself
  CopyPages(NodeStore store, Arrivals arrivals, ByteBudget budget, SitePages site, Gossip gossip) {
    this.store = store;
    this.arrivals = arrivals;
    this.budget = budget;
    this.site = site;
    this.gossip = gossip;
  }

  /// Bytes of content that were handed out.
  long sent() {
    return sent.get();
  }

  /// Gives what is new in an edition in one piece, also to those who wait for it.
  void offer(EditionPack offered) {
    pack = Optional.of(offered);
    arrivals.arrived(EditionPack.path(offered.sequence()));
  }

  private Optional<byte[]> offered(String path) {
    return pack.filter(now -> path.equals(EditionPack.path(now.sequence())))
        .map(EditionPack::bytes);
  }

  @Override
  public void get(String target, Consumer<Answer> to) {
    offLoop(to, () -> answer(target));
  }

  @Override
  public void take(String target, String from, byte[] body, Consumer<Answer> to) {
    if (!target.equals("/" + CopyPaths.HEAD)) {
      to.accept(Answer.METHOD);
      return;
    }
    offLoop(to, () -> gossip.hear(body, from) ? Answer.empty(202, Map.of()) : Answer.BUSY);
  }

  private interface Work {
    Answer answer() throws IOException;
  }

  private void offLoop(Consumer<Answer> to, Work work) {
    boolean taken =
        run(
            () -> {
              Answer answer = Answer.text(500, "This copy can not be read now.\n");
              try {
                answer = work.answer();
              } catch (IOException | RuntimeException e) {
                // The reader is told; the next check of this node tells its operator.
              } finally {
                to.accept(answer);
              }
            });
    if (!taken) {
      to.accept(Answer.BUSY);
    }
  }

  /// Runs something that reads, off the event loop; false if too much runs already.
  private boolean run(Runnable reader) {
    if (!reading.tryAcquire()) {
      return false;
    }
    Thread.startVirtualThread(
        () -> {
          try {
            reader.run();
          } finally {
            reading.release();
          }
        });
    return true;
  }

  private Answer answer(String target) throws IOException {
    if (!target.startsWith(PREFIX)) {
      return site.answer(target, this::run);
    }
    String path = target.substring(1);
    Optional<byte[]> content = content(path);
    if (content.isEmpty()) {
      return Answer.NOT_FOUND;
    }
    if (!budget.take(content.get().length, System.nanoTime())) {
      return Answer.BUSY;
    }
    sent.addAndGet(content.get().length);
    return Answer.of(content.get(), FileRules.of(path));
  }

  private Optional<byte[]> content(String path) throws IOException {
    Optional<Digest> digest = named(path);
    if (digest.isPresent()) {
      return store.readNamed(path, digest.get());
    }
    if (path.equals(CopyPaths.HEAD) || isNumbered(path)) {
      return store.read(path);
    }
    return offered(path);
  }

  /// The digest that a path names its content by; empty for other paths.
  static Optional<Digest> named(String path) {
    Optional<Digest> digest = Digest.parse(path.substring(path.lastIndexOf('/') + 1));
    return digest.filter(d -> path.equals(CopyPaths.object(d)) || path.equals(CopyPaths.shard(d)));
  }

  private static boolean isNumbered(String path) {
    int slash = path.lastIndexOf('/');
    String number = path.substring(slash + 1);
    boolean digits =
        !number.isEmpty()
            && number.length() <= 15
            && number.charAt(0) != '0'
            && number.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits
        && switch (path.substring(0, slash)) {
          case CopyPaths.ROOTS, CopyPaths.SNAPSHOTS, CopyPaths.RECENT, CopyPaths.ROSTERS -> true;
          default -> false;
        };
  }

  @Override
  public boolean mayArrive(String target) {
    return target.startsWith(PREFIX);
  }

  @Override
  public boolean await(String target, Runnable arrived) {
    String path = target.substring(1);
    if (!arrivals.await(path, arrived)) {
      return false;
    }
    if (store.has(path) || offered(path).isPresent()) {
      arrivals.arrived(path);
    }
    return true;
  }

  @Override
  public void forget(String target, Runnable arrived) {
    arrivals.forget(target.substring(1), arrived);
  }
}
