package org.gabion.guard.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.EventJson;
import org.gabion.core.journal.Journal;

/// The journal as a file of JSON lines, and as plain sentences on a stream that people read.
///
/// Any thread may call [#record]: it puts the event into a bounded queue and returns; a thread of
/// its own writes. Events that do not fit are counted ([#dropped]). Repeated events are counted,
/// not repeated: see [Repeats].
public final class JournalFile implements Journal, AutoCloseable {
  static final int QUEUE = 1024;
  private static final long IDLE_NANOS = Duration.ofMillis(500).toNanos();
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

  /// An event with the time it was recorded at.
  private record Entry(Event event, long millis) {}

  private final Optional<LogFile> file;
  private final PrintStream people;
  private final InstantSource clock;
  private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Repeats repeats = new Repeats(this::write);
  private final Thread writer;
  private long droppedTold;
  private boolean fileFailed;
  private volatile boolean closing;

  /// Starts the writing thread.
  ///
  /// @param path where the JSON lines go; none: to nowhere
  /// @param people where the sentences go, for example standard error
  public JournalFile(Optional<Path> path, PrintStream people, InstantSource clock) {
    this.file = path.map(p -> new LogFile(p, () -> new byte[0]));
    this.people = people;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("gabion-journal").start(this::run);
  }

  @Override
  public void record(Event event) {
    // One too many may slip in between; the bound is on memory, not on a number.
    if (queued.get() >= QUEUE) {
      dropped.incrementAndGet();
      return;
    }
    queued.incrementAndGet();
    queue.add(new Entry(event, clock.millis()));
    LockSupport.unpark(writer);
  }

  /// {@inheritDoc} The queue was full or the file could not be written.
  @Override
  public long dropped() {
    return dropped.get();
  }

  /// Opens the file anew, for example after it was renamed.
  public void reopen() {
    file.ifPresent(LogFile::reopen);
    LockSupport.unpark(writer);
  }

  private void run() {
    while (true) {
      boolean last = closing;
      for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
        queued.decrementAndGet();
        repeats.take(entry.event(), entry.millis());
      }
      tellDropped();
      repeats.flush(last ? Long.MAX_VALUE : clock.millis());
      reopenIfAsked();
      if (last) {
        file.ifPresent(LogFile::close);
        return;
      }
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
  }

  private void reopenIfAsked() {
    if (file.isPresent() && file.get().reopenDue()) {
      try {
        file.get().current();
      } catch (IOException e) {
        fileFailed(file.get(), e);
      }
    }
  }

  private void tellDropped() {
    long now = dropped.get();
    if (now > droppedTold && !fileFailed) {
      String name = file.map(f -> f.path().toString()).orElse("journal");
      repeats.take(
          new Event.LogFailed(name, "events came faster than they could be written"),
          clock.millis());
    }
    droppedTold = now;
  }

  private void write(Event event, long millis, int repeated) {
    people.println(PlainLine.of(event, millis, repeated));
    if (file.isEmpty()) {
      return;
    }
    String line = EventJson.line(event, millis);
    String whole =
        repeated == 0
            ? line
            : line.substring(0, line.length() - 1) + ",\"repeated\":" + repeated + "}";
    byte[] bytes = (whole + "\n").getBytes(StandardCharsets.UTF_8);
    Block block = new Block(bytes.length);
    block.length = Ascii.raw(block.bytes, 0, bytes);
    try {
      file.get().write(block);
      fileFailed = false;
    } catch (IOException e) {
      dropped.incrementAndGet();
      fileFailed(file.get(), e);
    }
  }

  private void fileFailed(LogFile failed, IOException cause) {
    if (!fileFailed) {
      fileFailed = true;
      Event event =
          new Event.LogFailed(failed.path().toString(), String.valueOf(cause.getMessage()));
      people.println(PlainLine.of(event, clock.millis(), 0));
    }
  }

  /// Writes what was recorded before and ends; waits at most three seconds.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
