package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.core.window.Observation;
import org.gabion.guard.gate.Site;
import org.gabion.guard.origin.OriginState;
import org.jspecify.annotations.Nullable;

/// The origin's side of one exchange: a connection to one of the site's origins, another one where
/// trying again is safe, and what must not take too long there.
///
/// ```
/// CONNECTING -> AWAITING -> ANSWERING -> OVER
///      ^           |  +---> TUNNEL --------^
///      +-----------+   (a kept connection turned out to be closed)
/// ```
///
/// One event loop. Not reused. Made when the exchange is let through, so that a refusal has none.
final class Upstream {
  private enum State {
    CONNECTING,
    AWAITING,
    ANSWERING,
    TUNNEL,
    OVER
  }

  private static final long PLACE_GRACE_NANOS = 1_000_000_000L;
  private static final double ROOMY = 0.8;

  private final EdgeLoop loop;
  private final Exchange exchange;
  private final Downstream downstream;
  private final Site site;
  private State state = State.CONNECTING;
  private OriginState origin;
  private @Nullable OriginConnection connection;
  private boolean retried;
  private boolean reused;
  private boolean bodySent;
  private boolean hesitates;
  private int status;
  private long sentAt;
  private long firstByteAt;
  private long doneAt;
  private long lastProgress;

  Upstream(EdgeLoop loop, Exchange exchange, Site site, long now) {
    this.loop = loop;
    this.exchange = exchange;
    this.downstream = exchange.downstream();
    this.site = site;
    this.origin = site.origins().pick(now, Optional.empty());
    this.hesitates = exchange.request().expectsContinue();
  }

  OriginState origin() {
    return origin;
  }

  // ---- a connection

  void connect() {
    loop.pool(origin).acquire(this, false);
  }

  private void connectAgain(boolean fresh) {
    retried = true;
    state = State.CONNECTING;
    origin = site.origins().pick(System.nanoTime(), Optional.of(origin));
    loop.pool(origin).acquire(this, fresh);
  }

  /// A connection to the origin is there.
  void ready(OriginConnection made) {
    if (state != State.CONNECTING) {
      made.unused();
      return;
    }
    connection = made;
    state = State.AWAITING;
    sentAt = System.nanoTime();
    lastProgress = sentAt;
    made.begin(this, exchange.request().method() == Request.Method.HEAD);
    reused = made.reused();
    HeadWriter head = OriginHead.write(loop.writer().clear(), exchange);
    made.write(head.toBuffer(loop.allocator(), 0));
    if (exchange.bodyWhole()) {
      made.requestWhole();
    } else {
      downstream.demand(true);
    }
    flush();
  }

  /// No connection could be had. `originsFault` tells that the origin did not answer the connect.
  void unreachable(String why, boolean originsFault) {
    if (originsFault) {
      failed(why);
    }
    if (state != State.CONNECTING) {
      return;
    }
    if (originsFault && !retried && site.origins().origins().size() > 1) {
      connectAgain(false);
    } else {
      exchange.fail(
          originsFault ? 502 : 503, originsFault ? "origin.unreachable" : "origin.connections");
    }
  }

  private void failed(String why) {
    loop.load(site).failed();
    if (origin.failed(System.nanoTime(), why)) {
      loop.originDown(site, origin, why);
    }
  }

  // ---- the request

  /// Whether payload is wanted now.
  boolean wantsBody() {
    return connection != null && connection.writable();
  }

  /// Request payload, without transfer coding.
  void body(ByteBuf payload) {
    lastProgress = System.nanoTime();
    OriginConnection to = connection;
    if (to == null) {
      payload.release();
      return;
    }
    bodySent = true;
    hesitates = false;
    Chunks.write(to, payload, exchange.sendsChunked(), loop);
    if (!to.writable()) {
      to.flush();
      downstream.demand(to.writable());
    }
  }

  void bodyEnd(ByteBuf trailerLines) {
    OriginConnection to = connection;
    if (to == null) {
      trailerLines.release();
      return;
    }
    if (exchange.sendsChunked()) {
      bodySent = true;
      Chunks.writeEnd(to, trailerLines, loop);
    } else {
      trailerLines.release();
    }
    to.requestWhole();
  }

  void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  /// Bytes of the reader's, once there is a tunnel.
  void tunnelData(ByteBuf bytes) {
    lastProgress = System.nanoTime();
    OriginConnection to = connection;
    if (to == null) {
      bytes.release();
      return;
    }
    to.write(bytes);
    to.flush();
    downstream.demand(to.writable());
  }

  /// Asks for more of the answer, or for a pause.
  void demand(boolean more) {
    // The origin was made to wait: its silence counts from now on.
    lastProgress = System.nanoTime();
    if (connection != null) {
      connection.demand(more);
    }
  }

  // ---- the answer

  void interim(Response head) {
    lastProgress = System.nanoTime();
    hesitates &= head.status() != 100;
    exchange.interim(head);
  }

  /// The answer's head. `more` tells that [#data] or [#end] follows.
  void head(Response head, boolean more) {
    firstByteAt = System.nanoTime();
    lastProgress = firstByteAt;
    status = head.status();
    state = State.ANSWERING;
    noteAnswer();
    exchange.answering(head, more);
  }

  private void answers() {
    if (origin.answered()) {
      loop.originUp(site, origin);
    }
  }

  private void noteAnswer() {
    answers();
    long micros = (firstByteAt - sentAt) / 1000;
    if (status >= 502 && status <= 504) {
      loop.load(site).failed();
    } else {
      long template = exchange.visit().template();
      loop.load(site).answered(micros, site.costs().cost(template), site.admission().inFlight());
      learnCost(template, micros);
    }
  }

  /// Times taken in a crowd at the origin would raise what is expected, and with it the limit that
  /// lets the crowd in: known routes are learnt while the origin is at most half used.
  private void learnCost(long template, long micros) {
    boolean roomy = 2 * site.admission().inFlight() <= site.admission().limit() + 1;
    if (roomy || !site.costs().knows(template)) {
      site.costs().record(template, micros, site.admission().loadRatio());
    }
  }

  void data(ByteBuf payload) {
    lastProgress = System.nanoTime();
    downstream.data(payload);
    if (!downstream.writable() && connection != null) {
      downstream.flush();
      connection.demand(downstream.writable());
    }
  }

  /// What came was read: sends on what of it is on its way to the reader.
  void readComplete() {
    downstream.flush();
  }

  /// The answer is whole; the connection is already back in its pool.
  void end(ByteBuf trailerLines) {
    doneAt = System.nanoTime();
    OriginConnection used = connection;
    connection = null;
    if (used != null && !exchange.bodyWhole()) {
      used.close();
    }
    exchange.answered(trailerLines);
  }

  boolean wantsTunnel() {
    return exchange.request().webSocket();
  }

  void upgraded(Response head) {
    firstByteAt = System.nanoTime();
    lastProgress = firstByteAt;
    status = 101;
    answers();
    state = State.TUNNEL;
    exchange.tunnel(head);
  }

  /// Bytes of the origin's, once there is a tunnel.
  void tunnelled(ByteBuf bytes) {
    lastProgress = System.nanoTime();
    downstream.tunnelData(bytes);
    downstream.flush();
    if (!downstream.writable() && connection != null) {
      connection.demand(false);
    }
  }

  void writable(boolean now) {
    lastProgress = System.nanoTime();
    downstream.demand(now);
  }

  // ---- the end

  /// The answer was ambiguous or broken; the connection is closed.
  void broke(String expected) {
    connection = null;
    failed(expected);
    exchange.answerBroke();
  }

  /// The origin closed the connection. `nothingCame` tells that not one byte of an answer was seen.
  void closed(boolean nothingCame) {
    connection = null;
    switch (state) {
      case CONNECTING, OVER -> {}
      case TUNNEL -> exchange.tunnelEnded();
      case AWAITING, ANSWERING -> {
        if (exchange.left()) {
          exchange.readerLeft(true);
        } else if (nothingCame && reused && !retried && repeatable()) {
          connectAgain(true);
        } else if (nothingCame && reused) {
          // Most likely it had closed the kept connection just then: that is no failure.
          exchange.answerBroke();
        } else {
          broke("a whole answer");
        }
      }
    }
  }

  /// Whether the request may be sent once more: it changes nothing, and no payload is lost.
  private boolean repeatable() {
    return exchange.bodyWhole() && !bodySent && exchange.request().safe();
  }

  /// Whether the origin has the request and has not said anything.
  boolean awaiting() {
    return state == State.AWAITING;
  }

  boolean tunnels() {
    return state == State.TUNNEL;
  }

  /// Nothing more is wanted of the origin.
  void drop() {
    state = State.OVER;
    OriginConnection used = connection;
    connection = null;
    if (used != null) {
      used.abandon();
    }
  }

  /// Checks what may have taken too long. Called a few times a second.
  void sweep(long now) {
    switch (state) {
      case CONNECTING, OVER -> {}
      case AWAITING -> {
        if (!exchange.bodyWhole() && exchange.awaitsBody()) {
          heldByReader(now - sentAt);
        }
        if (now - lastProgress > patience()) {
          timedOut();
        }
      }
      case ANSWERING -> {
        if (!downstream.writable()) {
          heldByReader(now - firstByteAt);
        } else if (now - firstByteAt > PLACE_GRACE_NANOS) {
          // A long download or an event stream costs the origin little.
          exchange.leavePlace();
        }
        if (downstream.writable() && now - lastProgress > site.originIdleNanos()) {
          timedOut();
        }
      }
      case TUNNEL -> {
        if (now - lastProgress > loop.limits().tunnelIdleNanos()) {
          exchange.tunnelIdle();
        }
      }
    }
  }

  /// The origin waits for the reader, and so works on nothing. The place in admission is given up
  /// at once while few of the origin's connections are held like that; else only after the grace:
  /// then it is the places that keep the other connections free.
  private void heldByReader(long nanos) {
    loop.pool(origin).held();
    if (nanos > PLACE_GRACE_NANOS || origin.heldShare() < ROOMY) {
      exchange.leavePlace();
    }
  }

  /// Whether the reader waits for the origin's word before it sends its payload.
  boolean hesitates() {
    return hesitates;
  }

  /// How long the origin may be silent before its answer. While it takes the body, the reader's
  /// pace is what counts.
  private long patience() {
    return exchange.bodyWhole() || hesitates
        ? site.firstByteNanos()
        : wantsBody() ? Long.MAX_VALUE : site.originIdleNanos();
  }

  private void timedOut() {
    failed("no answer in time");
    exchange.giveUp(504, "origin.timeout");
  }

  void describe(Observation into) {
    boolean answered = firstByteAt != 0;
    into.origin = origin.number();
    into.originStatus = status;
    into.originReused = reused;
    into.originMicros = answered ? (firstByteAt - sentAt) / 1000 : -1;
    into.originTotalMicros = doneAt == 0 ? into.originMicros : (doneAt - sentAt) / 1000;
  }

  /// No origin heard of the exchange.
  static void describeNone(Observation into) {
    into.origin = -1;
    into.originStatus = 0;
    into.originReused = false;
    into.originMicros = -1;
    into.originTotalMicros = -1;
  }
}
