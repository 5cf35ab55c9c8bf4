package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.core.window.Observation;
import org.gabion.guard.gate.Admission;
import org.gabion.guard.gate.Site;
import org.gabion.guard.metrics.LoopMetrics;
import org.gabion.guard.origin.OriginState;
import org.jspecify.annotations.Nullable;

/// One request and its answer: from the settled head, through the gate and admission, to the origin
/// and back, and into the access log.
///
/// ```
/// begin -> QUEUED -> FORWARDED (see Upstream) -> DONE
///   |        |           |                        ^
///   +--------+-----------+------------------------+   refused, failed, or the reader left;
///                                                     a copy may come between (see CopyDelivery)
/// ```
///
/// A request that the origin has in hand outlives its reader: else requests that are sent and
/// reset, or sent and hung up on, would pile up there, unseen by admission (CVE-2023-44487).
///
/// One event loop. Not reused.
final class Exchange {
  private enum State {
    NEW,
    QUEUED,
    FORWARDED,
    DONE
  }

  private final EdgeLoop loop;
  private final Downstream downstream;
  private final ReaderFacts reader;
  private final Request request;
  private final long begun;
  private State state = State.NEW;
  private final Visit visit;
  private String verdict = "pass";
  private String reason = "";
  private String wouldBe = "";
  private long refusalId;
  private @Nullable Waiting waiting;
  private @Nullable Upstream upstream;
  private @Nullable CopyDelivery copy;
  private boolean holdsPlace;
  private boolean gavePlace;
  private boolean bodyWhole;
  private boolean left;
  private int status;
  private long bytesIn;
  private final int numberOnConnection;

  Exchange(EdgeLoop loop, Downstream downstream, ReaderFacts reader, Request request, long begun) {
    this.loop = loop;
    this.downstream = downstream;
    this.reader = reader;
    this.request = request;
    this.begun = begun;
    this.visit = new Visit(loop, reader, request);
    this.numberOnConnection = reader.requests();
  }

  // ---- from the reader's side

  /// The head is whole and its framing unambiguous. `bodyFollows` tells that the reader sends
  /// payload.
  void begin(boolean bodyFollows) {
    bodyWhole = !bodyFollows;
    Optional<Malformed> misdirected = visit.settle();
    if (misdirected.isPresent()) {
      beginMalformed(misdirected.get());
      return;
    }
    Site to = visit.site();
    if (to.config().redirectToHttps() && !visit.secure() && loop.enforcer().redirect(this)) {
      return;
    }
    if (request.contentLength() > to.maxRequestBody()) {
      beginMalformed(new Malformed(0, "a body of at most " + to.maxRequestBody() + " bytes", 413));
      return;
    }
    act(visit.decide(begun, bodyFollows));
  }

  private void act(Verdict decided) {
    switch (decided) {
      case Verdict.Pass pass -> admit();
      case Verdict.Queue queue -> admit();
      case Verdict.ServeCopy instead -> copyFirst(instead);
      case Verdict.Throttle throttle -> refuse(throttle);
      case Verdict.Deny deny -> refuse(deny);
    }
  }

  private void refuse(Verdict decided) {
    if (observing()) {
      wouldRefuse(decided);
      admit();
    } else {
      loop.enforcer().refuse(this, decided);
    }
  }

  /// The origins are down: they need not be asked for what the copy has.
  private void copyFirst(Verdict.ServeCopy instead) {
    if (observing()) {
      admit();
    } else {
      copyOr(Optional.of(instead), this::admit);
    }
  }

  /// Gives the copy, if there is one to give; else does what would have been done without. One
  /// look-up is made for an exchange.
  private void copyOr(Optional<Verdict.ServeCopy> instead, Runnable otherwise) {
    if (instead.isEmpty() || copy != null || visit.site().copy().isEmpty()) {
      otherwise.run();
      return;
    }
    CopyDelivery delivery =
        new CopyDelivery(loop, this, visit.site().copy().get(), instead.get(), otherwise);
    copy = delivery;
    delivery.begin();
  }

  /// Observe-only mode decides and logs, and refuses nobody.
  private boolean observing() {
    return loop.view().config().observeOnly() || visit.site().config().observeOnly();
  }

  private void wouldRefuse(Verdict decided) {
    wouldBe = decided.id();
    reason = decided.reason().id();
  }

  /// The head must not be served: an answer, and nothing else.
  void beginMalformed(Malformed malformed) {
    verdict = "malformed";
    reason = malformed.expected();
    loop.enforcer().malformed(this, malformed);
  }

  // ---- admission

  private void admit() {
    Admission admission = visit.site().admission();
    if (admission.tryEnter()) {
      holdsPlace = true;
      forward();
    } else {
      state = State.QUEUED;
      waiting = new Waiting(this, loop, admission);
      waiting.begin(visit);
    }
  }

  /// Its turn came: it holds a place.
  void admitted() {
    holdsPlace = true;
    verdict = "queue";
    forward();
  }

  /// It will not get a place.
  void displaced(Verdict why) {
    if (observing()) {
      wouldRefuse(why);
      forward();
    } else {
      copyOr(visit.copy(why.reason()), () -> loop.enforcer().refuse(this, why));
    }
  }

  /// Gives its place in admission back, if it has one.
  void leavePlace() {
    if (holdsPlace) {
      holdsPlace = false;
      gavePlace = true;
      visit.site().admission().leave();
    }
  }

  /// The origin begins to work on a request whose reader had kept it waiting.
  private void takePlaceAgain() {
    if (gavePlace && !holdsPlace && upstream != null && upstream.awaiting()) {
      holdsPlace = true;
      visit.site().admission().enterAgain();
    }
  }

  private void forward() {
    long now = System.nanoTime();
    visit.letThrough(now);
    state = State.FORWARDED;
    upstream = new Upstream(loop, this, visit.site(), now);
    upstream.connect();
  }

  // ---- the request's payload

  /// Request payload, without transfer coding.
  void body(ByteBuf payload) {
    bytesIn += payload.readableBytes();
    if (upstream == null) {
      payload.release();
    } else {
      upstream.body(payload);
    }
  }

  /// The request's payload is whole. `trailerLines` are raw field lines, or empty.
  void bodyEnd(ByteBuf trailerLines) {
    bodyWhole = true;
    if (upstream == null) {
      trailerLines.release();
    } else {
      takePlaceAgain();
      upstream.bodyEnd(trailerLines);
    }
  }

  /// Whether the payload goes to the origin in chunks: it came so, or its size is not known
  /// (HTTP/2).
  boolean sendsChunked() {
    return request.chunked() || request.contentLength() < 0;
  }

  boolean sendsBody() {
    return !bodyWhole || request.hasBody();
  }

  void flushOrigin() {
    if (upstream != null) {
      upstream.flush();
    }
  }

  /// Whether payload is wanted now.
  boolean wantsBody() {
    return upstream != null && upstream.wantsBody();
  }

  /// Whether it is the reader's turn to send payload.
  boolean awaitsBody() {
    return upstream != null && upstream.wantsBody() && !upstream.hesitates();
  }

  void tunnelData(ByteBuf bytes) {
    if (upstream == null) {
      bytes.release();
    } else {
      upstream.tunnelData(bytes);
    }
  }

  // ---- the reader

  void writableAgain(boolean writable) {
    if (upstream != null && !left) {
      upstream.demand(writable);
    }
    if (copy != null && writable) {
      copy.writableAgain();
    }
  }

  /// The reader closed its connection, or reset its stream. The origin's answer is waited for
  /// before the exchange ends, if the origin has the whole request.
  ///
  /// @param atOnce whether the origin is not waited for either
  void readerLeft(boolean atOnce) {
    if (state == State.DONE) {
      return;
    }
    if (!atOnce && bodyWhole && upstream != null && upstream.awaiting()) {
      left = true;
      upstream.demand(true);
      return;
    }
    boolean tunnel = upstream != null && upstream.tunnels();
    if (!tunnel && (verdict.equals("pass") || verdict.equals("queue"))) {
      // A tunnel is there until its reader leaves; any other answer is cut short by that.
      verdict = "left";
    }
    if (status == 0) {
      status = 499;
    }
    finish();
  }

  // ---- from the origin's side

  void interim(Response head) {
    if (request.version() != 10 && !left) {
      downstream.interim(head);
      downstream.flush();
    }
  }

  /// The origin answers. `more` tells that payload follows.
  void answering(Response head, boolean more) {
    if (left) {
      readerLeft(true);
      return;
    }
    status = head.status();
    downstream.head(head, more, visit.cookie(head));
  }

  /// The answer is whole.
  void answered(ByteBuf trailerLines) {
    downstream.end(trailerLines);
    downstream.flush();
    finish();
  }

  /// The origin agreed to a tunnel.
  void tunnel(Response head) {
    if (left) {
      readerLeft(true);
      return;
    }
    status = 101;
    leavePlace();
    downstream.tunnel(head);
    downstream.flush();
  }

  /// The origin closed the tunnel; the reader gets what came before.
  void tunnelEnded() {
    downstream.tunnelEnd();
    finish();
  }

  void tunnelIdle() {
    loop.metrics().cutOff(LoopMetrics.Cutoff.IDLE);
    abort();
  }

  // ---- the end

  /// The request's body has more than the site takes.
  void tooLarge() {
    refuseBody("body.size", new Malformed(0, "a smaller body", 413));
  }

  /// The request's body has broken framing: nothing more of it goes to the origin.
  void bodyBroke(String expected) {
    refuseBody(expected, Malformed.badRequest(0, expected));
  }

  private void refuseBody(String why, Malformed malformed) {
    dropUpstream();
    verdict = "malformed";
    reason = why;
    if (downstream.answered()) {
      abort();
    } else {
      loop.enforcer().malformed(this, malformed);
    }
  }

  /// The request's body comes more slowly than the minimum rate.
  void bodyTooSlow() {
    loop.metrics().cutOff(LoopMetrics.Cutoff.SLOW_BODY);
    giveUp(408, "body.slow");
  }

  /// The origin's answer is ambiguous, or ended before its end.
  void answerBroke() {
    if (downstream.answered()) {
      verdict = "broken";
    }
    giveUp(502, "origin.broken");
  }

  /// Ends it without the rest of the answer, or with one of ours if none has begun.
  void giveUp(int failure, String why) {
    if (downstream.answered()) {
      dropUpstream();
      reason = why;
      abort();
    } else {
      fail(failure, why);
    }
  }

  /// Something of ours or the origin's failed before an answer began.
  void fail(int failure, String why) {
    dropUpstream();
    if (left) {
      readerLeft(true);
      return;
    }
    leavePlace();
    Optional<Reason> ofOrigin = Reasons.ofFailure(why);
    copyOr(ofOrigin.flatMap(visit::copy), () -> failed(failure, why));
  }

  private void failed(int failure, String why) {
    verdict = "fail";
    reason = why;
    loop.enforcer().failed(this, failure, why);
  }

  // ---- from the copy

  /// The [Enforcer] begins to give a copy.
  void copying(int sent, Verdict.ServeCopy instead) {
    status = sent;
    verdict = instead.id();
    reason = instead.reason().id();
  }

  /// The rest of the copy can not be had.
  void copyBroke() {
    reason = "copy.broken";
    abort();
  }

  /// The [Enforcer] wrote the whole answer.
  void answeredByGuard(int sent, String said, String because, long id) {
    status = sent;
    verdict = said;
    reason = because;
    refusalId = id;
    finish();
  }

  /// Ends it without the rest of the answer.
  void abort() {
    downstream.abort();
    finish();
  }

  /// Checks what may have taken too long. Called a few times a second.
  void sweep(long now) {
    if (state == State.FORWARDED && upstream != null) {
      upstream.sweep(now);
    }
    if (copy != null) {
      copy.sweep(now);
    }
    long most = loop.limits().maxRequestNanos();
    boolean tunnel = upstream != null && upstream.tunnels();
    if (state != State.DONE && !tunnel && most > 0 && now - begun > most) {
      if (!left) {
        loop.metrics().cutOff(LoopMetrics.Cutoff.TOO_LONG);
      }
      giveUp(503, "request.time");
    }
  }

  private void dropUpstream() {
    if (upstream != null) {
      upstream.drop();
    }
  }

  private void finish() {
    if (state == State.DONE) {
      return;
    }
    state = State.DONE;
    dropUpstream();
    if (copy != null) {
      copy.drop();
    }
    leavePlace();
    if (waiting != null) {
      waiting.leave();
    }
    loop.finished(this);
  }

  // ---- facts

  Request request() {
    return request;
  }

  ReaderFacts reader() {
    return reader;
  }

  Downstream downstream() {
    return downstream;
  }

  EdgeLoop loop() {
    return loop;
  }

  Visit visit() {
    return visit;
  }

  Optional<OriginState> originState() {
    return upstream == null ? Optional.empty() : Optional.of(upstream.origin());
  }

  boolean bodyWhole() {
    return bodyWhole;
  }

  /// Whether the reader is gone, and only the origin is waited for.
  boolean left() {
    return left;
  }

  /// Whether the request's payload has more bytes than its site takes.
  boolean exceeds(long bytes) {
    return visit.hasSite() && bytes > visit.site().maxRequestBody();
  }

  void describe(Observation into, long now) {
    into.request = request;
    into.startMicros = loop.epochMicros(begun);
    into.totalMicros = (now - begun) / 1000;
    into.queueMicros = waiting == null ? 0 : waiting.nanos() / 1000;
    into.status = status;
    into.bytesIn = bytesIn;
    into.bytesOut = downstream.bytesWritten();
    into.verdict = verdict;
    into.reason = reason;
    into.wouldBe = wouldBe;
    into.refusalId = refusalId;
    into.requestOnConnection = numberOnConnection;
    reader.describe(into);
    visit.describe(into);
    if (upstream == null) {
      Upstream.describeNone(into);
    } else {
      upstream.describe(into);
    }
  }
}
