package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.Request;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.guard.copy.CopyMiss;
import org.gabion.guard.copy.CopyStart;
import org.gabion.guard.copy.SiteCopy;

/// The copy's side of one exchange: looks the page up, and hands it on as fast as the reader takes
/// it.
///
/// ```
/// LOOKING -> GIVING -> OVER
///    |                  ^
///    +------------------+   no copy for this reader: the exchange goes on as if there were none
/// ```
///
/// One event loop; reads happen on threads of `CopyReads`, and come back as tasks of the loop. At
/// most one read runs for it, and the next piece is read when the one before was written.
final class CopyDelivery {
  private enum State {
    LOOKING,
    GIVING,
    OVER
  }

  /// One read of an origin is of this size too; more than that never waits in a stream.
  private static final int SLICE = 64 << 10;

  private static final long FIRST_PATIENCE_NANOS = 2_000_000_000L;
  private static final long NEXT_PATIENCE_NANOS = 30_000_000_000L;

  private final EdgeLoop loop;
  private final Exchange exchange;
  private final Downstream downstream;
  private final SiteCopy copy;
  private final Verdict.ServeCopy why;
  private final Runnable otherwise;
  private final ArrayDeque<ByteBuffer> content = new ArrayDeque<>(3);
  private State state = State.LOOKING;
  private List<ObjectRef> objects = List.of();
  private int next = 1;
  private long reserved;
  private boolean reading;
  private long readSince;
  private boolean writing;

  /// @param otherwise what is done if this reader gets no copy
  CopyDelivery(
      EdgeLoop loop, Exchange exchange, SiteCopy copy, Verdict.ServeCopy why, Runnable otherwise) {
    this.loop = loop;
    this.exchange = exchange;
    this.downstream = exchange.downstream();
    this.copy = copy;
    this.why = why;
    this.otherwise = otherwise;
  }

  // ---- looking it up

  void begin() {
    Request request = exchange.request();
    boolean bare = request.targetStart() == request.targetEnd();
    String path = bare ? "/" : request.text(request.targetStart(), request.pathEnd());
    String query =
        request.pathEnd() < request.targetEnd()
            ? request.text(request.pathEnd() + 1, request.targetEnd())
            : "";
    reads(true);
    if (!loop.copies().begin(() -> look(path, query))) {
      missed(CopyMiss.BUSY);
    }
  }

  private void reads(boolean now) {
    reading = now;
    readSince = System.nanoTime();
  }

  /// On a thread of `CopyReads`.
  private void look(String path, String query) {
    CopyStart.Fetched fetched = CopyStart.fetch(copy, loop.copies(), path, query, why);
    try {
      loop.eventLoop().execute(() -> looked(fetched));
    } catch (RejectedExecutionException stopped) {
      release(fetched);
    }
  }

  private void looked(CopyStart.Fetched fetched) {
    if (state != State.LOOKING) {
      release(fetched);
      return;
    }
    reads(false);
    switch (fetched) {
      case CopyStart.Fetched.Ready(var start) -> give(start);
      case CopyStart.Fetched.Missed(var miss) -> missed(miss);
    }
  }

  private void release(CopyStart.Fetched fetched) {
    if (fetched instanceof CopyStart.Fetched.Ready(var start)) {
      loop.copies().release(start.reserved());
    }
  }

  private void missed(CopyMiss miss) {
    state = State.OVER;
    loop.metrics().copyMissed(miss);
    otherwise.run();
  }

  // ---- handing it on

  private void give(CopyStart start) {
    state = State.GIVING;
    reserved = start.reserved();
    objects = start.page().route().objects();
    content.addAll(start.content());
    copy.served(why, start.page().edition(), System.nanoTime());
    loop.enforcer().copy(exchange, start, why);
    if (exchange.request().method() == Request.Method.HEAD) {
      content.clear();
      next = objects.size();
    }
    write();
  }

  /// The reader takes more.
  void writableAgain() {
    if (state == State.GIVING) {
      write();
    }
  }

  private void write() {
    if (writing) {
      return;
    }
    writing = true;
    do {
      while (!content.isEmpty() && downstream.writable()) {
        writeSlice();
      }
      downstream.flush();
    } while (!content.isEmpty() && downstream.writable());
    writing = false;
    if (state == State.GIVING && content.isEmpty()) {
      goOn();
    }
  }

  /// Copied into a buffer of the socket's own kind: what waits in a stream must not keep the whole
  /// piece alive behind it.
  private void writeSlice() {
    ByteBuffer first = content.element();
    int count = Math.min(first.remaining(), SLICE);
    ByteBuf slice = loop.allocator().directBuffer(count);
    slice.writeBytes(first.slice(first.position(), count));
    first.position(first.position() + count);
    if (!first.hasRemaining()) {
      content.remove();
    }
    downstream.data(slice);
  }

  private void goOn() {
    if (next >= objects.size()) {
      drop();
      exchange.answered(Unpooled.EMPTY_BUFFER);
    } else if (!reading && downstream.writable()) {
      ObjectRef object = objects.get(next++);
      reads(true);
      loop.copies().goOn(() -> readNext(object));
    }
  }

  /// On a thread of `CopyReads`.
  private void readNext(ObjectRef object) {
    Optional<ByteBuffer> piece = CopyStart.next(copy, object);
    try {
      loop.eventLoop().execute(() -> read(piece));
    } catch (RejectedExecutionException stopped) {
      // The loop has ended, and this exchange with it.
    }
  }

  private void read(Optional<ByteBuffer> piece) {
    if (state != State.GIVING) {
      return;
    }
    reads(false);
    if (piece.isPresent()) {
      content.add(piece.get());
      write();
    } else {
      exchange.copyBroke();
    }
  }

  // ---- the end

  /// Checks what may have taken too long. Called a few times a second.
  void sweep(long now) {
    long taken = reading ? now - readSince : 0;
    if (state == State.LOOKING && taken > FIRST_PATIENCE_NANOS) {
      missed(CopyMiss.LATE);
    } else if (state == State.GIVING && taken > NEXT_PATIENCE_NANOS) {
      exchange.copyBroke();
    }
  }

  /// Nothing more is wanted of it.
  void drop() {
    if (state == State.GIVING) {
      loop.copies().release(reserved);
    }
    state = State.OVER;
    content.clear();
  }
}
