package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientAddress;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.gate.Admission;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.gate.Site;
import org.gabion.guard.origin.OriginState;
import org.jspecify.annotations.Nullable;

/// One request and its answer: from the settled head, through the gate and admission, to the origin
/// and back, and into the access log.
///
/// ```
/// begin -> QUEUED -> CONNECTING -> AWAITING -> ANSWERING -> DONE
///   |        |           |            |            |
///   +--------+-----------+------------+--> refused, failed, or the reader left
/// ```
///
/// One event loop; not thread safe, except that [Admission] may ask for [#admitted] from another
/// loop (it is handed over). Not reused.
public final class Exchange implements Admission.Waiter {
  private enum State {
    NEW,
    QUEUED,
    CONNECTING,
    AWAITING,
    ANSWERING,
    TUNNEL,
    DONE
  }

  private static final long SLOT_GRACE_NANOS = 1_000_000_000L;

  private final EdgeLoop loop;
  private final Downstream downstream;
  private final ReaderFacts reader;
  private final Request request;
  private final long begun;
  private State state = State.NEW;
  private ClientKey client;
  private boolean peerTrusted;
  private boolean secure;
  private @Nullable Site site;
  private Standing standing = Standing.UNKNOWN;
  private String verdict = "pass";
  private String reason = "";
  private String wouldBe = "";
  private long refusalId;
  private long template;
  private Gate.@Nullable Asked asked;
  private @Nullable OriginState originState;
  private @Nullable OriginConnection origin;
  private boolean holdsSlot;
  private boolean retried;
  private boolean bodyWhole;
  private boolean bodySent;
  private boolean originReused;
  private int status;
  private int originStatus;
  private long queuedAt;
  private long queueHandle;
  private long queueNanos;
  private long sentAt;
  private long firstByteAt;
  private long originDoneAt;
  private long lastProgress;
  private long bytesIn;
  private boolean left;
  private final int numberOnConnection;

  Exchange(EdgeLoop loop, Downstream downstream, ReaderFacts reader, Request request, long begun) {
    this.loop = loop;
    this.downstream = downstream;
    this.reader = reader;
    this.request = request;
    this.begun = begun;
    this.client = reader.peer();
    this.secure = reader.secure();
    this.numberOnConnection = reader.requests();
  }

  // ---- from the reader's side

  /// The head is whole and its framing unambiguous. `bodyFollows` tells that the reader sends
  /// payload.
  void begin(boolean bodyFollows) {
    bodyWhole = !bodyFollows;
    lastProgress = begun;
    findClient();
    Optional<Site> found = loop.view().site(request);
    if (found.isEmpty()) {
      beginMalformed(new Malformed(0, "a Host that this server answers", 421));
      return;
    }
    if (request.namesHttps() && !secure) {
      beginMalformed(new Malformed(0, "an https target over TLS", 421));
      return;
    }
    Site to = found.get();
    site = to;
    if (to.config().redirectToHttps() && !secure && loop.enforcer().redirect(this)) {
      return;
    }
    if (request.contentLength() > to.maxRequestBody()) {
      beginMalformed(new Malformed(0, "a body of at most " + to.maxRequestBody() + " bytes", 413));
      return;
    }
    Gate.Asked question =
        new Gate.Asked(request, client, to, secure, begun, loop.epochMicros(begun) / 1_000_000);
    asked = question;
    template = loop.gate().template(request, to);
    act(loop.gate().decide(question, template, loop.scratch()));
  }

  private void findClient() {
    ClientAddress addresses = loop.view().clientAddress();
    ClientKey peer = reader.peer();
    if (addresses.trusts(peer)) {
      peerTrusted = true;
      client = addresses.find(peer, request);
      int proto = request.find(KnownHeader.X_FORWARDED_PROTO);
      if (proto >= 0) {
        secure = request.text(request.valueStart(proto), request.valueEnd(proto)).equals("https");
      }
    }
  }

  private void act(Verdict decided) {
    standing = decided.standing();
    switch (decided) {
      case Verdict.Pass pass -> admit();
      case Verdict.Queue queue -> admit();
      case Verdict.Throttle throttle -> refuse(throttle);
      case Verdict.Deny deny -> refuse(deny);
    }
  }

  private void refuse(Verdict decided) {
    if (observing()) {
      wouldBe = decided.id();
      reason = decided.reason().id();
      admit();
    } else {
      loop.enforcer().refuse(this, decided);
    }
  }

  /// Observe-only mode decides and logs, and refuses nobody.
  private boolean observing() {
    return loop.view().config().observeOnly() || site().config().observeOnly();
  }

  /// The head must not be served: an answer, and nothing else.
  void beginMalformed(Malformed malformed) {
    verdict = "malformed";
    reason = malformed.expected();
    loop.enforcer().malformed(this, malformed);
  }

  private void admit() {
    Site to = site();
    if (to.admission().tryEnter()) {
      holdsSlot = true;
      connect(false);
      return;
    }
    state = State.QUEUED;
    queuedAt = System.nanoTime();
    queueHandle = to.admission().enqueue(this, standing, client, queuedAt);
  }

  @Override
  public void admitted() {
    loop.eventLoop().execute(this::admittedHere);
  }

  private void admittedHere() {
    if (state != State.QUEUED) {
      site().admission().leave();
      return;
    }
    holdsSlot = true;
    queueNanos = System.nanoTime() - queuedAt;
    site().admission().waited(queueNanos);
    verdict = "queue";
    connect(false);
  }

  @Override
  public void displaced(Verdict why) {
    loop.eventLoop().execute(() -> refusedInQueue(why));
  }

  private void refusedInQueue(Verdict why) {
    if (state != State.QUEUED) {
      return;
    }
    queueNanos = System.nanoTime() - queuedAt;
    state = State.NEW;
    if (observing()) {
      wouldBe = why.id();
      reason = why.reason().id();
      connect(false);
    } else {
      loop.enforcer().refuse(this, why);
    }
  }

  private void connect(boolean fresh) {
    long now = System.nanoTime();
    if (state != State.CONNECTING && state != State.AWAITING && asked != null) {
      loop.gate().admitted(asked, template, standing == Standing.OVER_BUDGET, now);
    }
    state = State.CONNECTING;
    OriginState chosen =
        site().origins().pick(now, retried ? Optional.ofNullable(originState) : Optional.empty());
    originState = chosen;
    loop.pool(chosen).acquire(this, fresh);
  }

  /// A connection to the origin is there.
  void originReady(OriginConnection connection) {
    if (state != State.CONNECTING) {
      connection.unused();
      return;
    }
    origin = connection;
    state = State.AWAITING;
    sentAt = System.nanoTime();
    lastProgress = sentAt;
    connection.begin(this, request.method() == Request.Method.HEAD);
    originReused = connection.reused();
    HeadWriter head = OriginHead.write(loop.writer().clear(), this);
    connection.write(head.toBuffer(loop.allocator(), 0));
    if (bodyWhole) {
      connection.requestWhole();
    } else {
      downstream.demand(true);
    }
    if (origin != null) {
      origin.flush();
    }
  }

  /// No connection could be had. `originsFault` tells that the origin did not answer the connect.
  void originUnreachable(String why, boolean originsFault) {
    if (originsFault) {
      originFailed(why);
    }
    if (state != State.CONNECTING) {
      return;
    }
    if (originsFault && !retried && site().origins().origins().size() > 1) {
      retried = true;
      connect(false);
      return;
    }
    fail(originsFault ? 502 : 503, originsFault ? "origin.unreachable" : "origin.connections");
  }

  private void originFailed(String why) {
    loop.load(site()).failed();
    if (originState != null && originState.failed(System.nanoTime(), why)) {
      loop.originDown(site(), originState, why);
    }
  }

  /// Request payload, without transfer coding.
  void body(ByteBuf payload) {
    bytesIn += payload.readableBytes();
    lastProgress = System.nanoTime();
    OriginConnection to = origin;
    if (to == null || state == State.DONE) {
      payload.release();
      return;
    }
    bodySent = true;
    Chunks.write(to, payload, sendsChunked(), loop);
    if (!to.writable()) {
      to.flush();
      downstream.demand(to.writable());
    }
  }

  /// The request's payload is whole. `trailerLines` are raw field lines, or empty.
  void bodyEnd(ByteBuf trailerLines) {
    bodyWhole = true;
    OriginConnection to = origin;
    if (to == null) {
      trailerLines.release();
      return;
    }
    if (sendsChunked()) {
      Chunks.writeEnd(to, trailerLines, loop);
    } else {
      trailerLines.release();
    }
    to.requestWhole();
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
    if (origin != null) {
      origin.flush();
    }
  }

  /// Whether payload is wanted now.
  boolean wantsBody() {
    return origin != null && origin.writable();
  }

  void tunnelData(ByteBuf bytes) {
    lastProgress = System.nanoTime();
    if (origin == null) {
      bytes.release();
      return;
    }
    origin.write(bytes);
    origin.flush();
    downstream.demand(origin.writable());
  }

  /// The reader closed the connection or reset the stream.
  void readerLeft() {
    if (state == State.DONE) {
      return;
    }
    if (status == 0 || state != State.TUNNEL) {
      verdict = verdict.equals("pass") || verdict.equals("queue") ? "left" : verdict;
    }
    if (status == 0) {
      status = 499;
    }
    finish();
  }

  /// The reader reset its stream. A request that the origin has in hand is waited for: else
  /// requests that are sent and reset at once would pile up there, unseen by admission
  /// (CVE-2023-44487).
  void readerReset() {
    if (state == State.AWAITING && bodyWhole) {
      left = true;
    } else {
      readerLeft();
    }
  }

  void writableAgain(boolean writable) {
    // The origin was made to wait: its silence counts from now on.
    lastProgress = System.nanoTime();
    if (origin != null) {
      origin.demand(writable);
    }
  }

  // ---- from the origin's side

  void originInterim(Response head) {
    lastProgress = System.nanoTime();
    if (request.version() != 10) {
      downstream.interim(head);
      downstream.flush();
    }
  }

  void originHead(Response head, boolean more) {
    firstByteAt = System.nanoTime();
    lastProgress = firstByteAt;
    originStatus = head.status();
    noteAnswer();
    if (left) {
      readerLeft();
      return;
    }
    status = head.status();
    state = State.ANSWERING;
    downstream.head(head, more, cookie(head));
  }

  private void noteAnswer() {
    Site from = site();
    if (originState != null && originState.answered()) {
      loop.originUp(from, originState);
    }
    long micros = (firstByteAt - sentAt) / 1000;
    if (originStatus >= 502 && originStatus <= 504) {
      loop.load(from).failed();
    } else {
      loop.load(from).answered(micros, from.costs().cost(template), from.admission().inFlight());
      learnCost(from, micros);
    }
  }

  /// Times taken in a crowd at the origin would raise what is expected, and with it the limit that
  /// lets the crowd in: known routes are learnt while the origin is at most half used.
  private void learnCost(Site from, long micros) {
    boolean roomy = 2 * from.admission().inFlight() <= from.admission().limit() + 1;
    if (roomy || !from.costs().knows(template)) {
      from.costs().record(template, micros, from.admission().loadRatio());
    }
  }

  private String cookie(Response head) {
    return asked == null
        ? ""
        : loop.gate().answered(asked, head, standing == Standing.TICKET, loop.scratch());
  }

  void originData(ByteBuf payload) {
    lastProgress = System.nanoTime();
    downstream.data(payload);
    if (!downstream.writable() && origin != null) {
      downstream.flush();
      origin.demand(downstream.writable());
    }
  }

  /// The answer is whole; the connection is already back in its pool.
  void originEnd(ByteBuf trailerLines) {
    originDoneAt = System.nanoTime();
    OriginConnection used = origin;
    origin = null;
    if (used != null && !bodyWhole) {
      used.close();
    }
    downstream.end(trailerLines);
    downstream.flush();
    finish();
  }

  void flushDownstream() {
    downstream.flush();
  }

  boolean wantsTunnel() {
    return request.webSocket();
  }

  void originUpgraded(Response head) {
    firstByteAt = System.nanoTime();
    lastProgress = firstByteAt;
    originStatus = 101;
    status = 101;
    if (originState != null) {
      originState.answered();
    }
    state = State.TUNNEL;
    releaseSlot();
    downstream.tunnel(head);
    downstream.flush();
  }

  void originTunnelData(ByteBuf bytes) {
    lastProgress = System.nanoTime();
    downstream.tunnelData(bytes);
    downstream.flush();
    if (!downstream.writable() && origin != null) {
      origin.demand(false);
    }
  }

  void originWritable(boolean writable) {
    lastProgress = System.nanoTime();
    downstream.demand(writable);
  }

  /// The answer was ambiguous or broken; the connection is closed.
  void originBroke(String expected) {
    origin = null;
    originFailed(expected);
    if (downstream.answered()) {
      verdict = "broken";
      reason = "origin.broken";
      abort();
    } else {
      fail(502, "origin.broken");
    }
  }

  /// The origin closed the connection. `nothingCame` tells that not one byte of an answer was seen.
  void originClosed(boolean nothingCame) {
    boolean reused = originReused;
    origin = null;
    if (state == State.DONE) {
      return;
    }
    if (state == State.TUNNEL) {
      abort();
      return;
    }
    if (left) {
      readerLeft();
      return;
    }
    boolean unsentBody = bodyWhole && !bodySent;
    if (nothingCame && reused && !retried && unsentBody && request.safe()) {
      retried = true;
      connect(true);
      return;
    }
    originBroke("a whole answer");
  }

  // ---- the end

  /// The request's body has more than the site takes.
  void tooLarge() {
    dropOrigin();
    verdict = "malformed";
    reason = "body.size";
    if (downstream.answered()) {
      abort();
    } else {
      loop.enforcer().malformed(this, new Malformed(0, "a smaller body", 413));
    }
  }

  /// The request's body has broken framing: nothing more of it goes to the origin.
  void bodyBroke(String expected) {
    dropOrigin();
    verdict = "malformed";
    reason = expected;
    if (downstream.answered()) {
      abort();
    } else {
      loop.enforcer().malformed(this, Malformed.badRequest(0, expected));
    }
  }

  /// The request's body comes more slowly than the minimum rate.
  void bodyTooSlow() {
    reason = "body.slow";
    if (downstream.answered()) {
      abort();
    } else {
      fail(408, "body.slow");
    }
  }

  /// Something of ours or the origin's failed before an answer began.
  void fail(int failure, String why) {
    dropOrigin();
    if (left) {
      readerLeft();
      return;
    }
    verdict = "fail";
    reason = why;
    loop.enforcer().failed(this, failure, why);
  }

  /// The [Enforcer] wrote the whole answer.
  void answeredByGuard(int sent, String said, String because, long id) {
    status = sent;
    verdict = said;
    reason = because;
    refusalId = id;
    finish();
  }

  private void abort() {
    downstream.abort();
    finish();
  }

  /// Checks what may have taken too long. Called a few times a second.
  void sweep(long now) {
    switch (state) {
      case NEW, DONE -> {}
      case QUEUED -> {}
      case CONNECTING -> {}
      case AWAITING -> {
        if (now - lastProgress > patience()) {
          timedOut();
        }
      }
      case ANSWERING -> {
        if (holdsSlot && now - firstByteAt > SLOT_GRACE_NANOS) {
          // A long download or an event stream costs the origin little: it does not hold a place in
          // admission.
          releaseSlot();
        }
        if (downstream.writable() && now - lastProgress > site().originIdleNanos()) {
          timedOut();
        }
      }
      case TUNNEL -> {
        if (now - lastProgress > loop.limits().tunnelIdleNanos()) {
          abort();
        }
      }
    }
    if (state != State.DONE
        && state != State.TUNNEL
        && loop.limits().maxRequestNanos() > 0
        && now - begun > loop.limits().maxRequestNanos()) {
      tooLong();
    }
  }

  /// How long the origin may be silent before its answer. While it takes the body, the reader's
  /// pace is what counts.
  private long patience() {
    return bodyWhole
        ? site().firstByteNanos()
        : wantsBody() ? Long.MAX_VALUE : site().originIdleNanos();
  }

  private void timedOut() {
    originFailed("no answer in time");
    dropOrigin();
    if (downstream.answered()) {
      reason = "origin.timeout";
      abort();
    } else {
      fail(504, "origin.timeout");
    }
  }

  private void tooLong() {
    dropOrigin();
    reason = "request.time";
    if (downstream.answered()) {
      abort();
    } else {
      fail(503, "request.time");
    }
  }

  private void dropOrigin() {
    OriginConnection used = origin;
    origin = null;
    if (used != null) {
      used.abandon();
    }
  }

  private void finish() {
    if (state == State.DONE) {
      return;
    }
    boolean waiting = state == State.QUEUED;
    state = State.DONE;
    dropOrigin();
    releaseSlot();
    if (waiting && site != null) {
      site.admission().left(queueHandle);
    }
    loop.finished(this);
  }

  private void releaseSlot() {
    if (holdsSlot) {
      holdsSlot = false;
      site().admission().leave();
    }
  }

  // ---- facts

  public Request request() {
    return request;
  }

  ReaderFacts reader() {
    return reader;
  }

  Downstream downstream() {
    return downstream;
  }

  public EdgeLoop loop() {
    return loop;
  }

  /// Whether the peer is one of the operator's trusted proxies.
  boolean peerTrusted() {
    return peerTrusted;
  }

  /// Whether the reader uses TLS, to us or to a trusted proxy before us.
  public boolean secure() {
    return secure;
  }

  public ClientKey client() {
    return client;
  }

  public Site site() {
    Site known = site;
    if (known == null) {
      throw new IllegalStateException("no site yet");
    }
    return known;
  }

  public boolean hasSite() {
    return site != null;
  }

  public Optional<OriginState> originState() {
    return Optional.ofNullable(originState);
  }

  boolean bodyWhole() {
    return bodyWhole;
  }

  boolean done() {
    return state == State.DONE;
  }

  void describe(org.gabion.core.window.Observation into, long now) {
    into.request = request;
    into.startMicros = loop.epochMicros(begun);
    into.totalMicros = (now - begun) / 1000;
    into.queueMicros = queueNanos / 1000;
    into.originMicros = firstByteAt == 0 ? -1 : (firstByteAt - sentAt) / 1000;
    into.originTotalMicros = originDoneAt == 0 ? into.originMicros : (originDoneAt - sentAt) / 1000;
    into.client = client;
    into.peer = reader.peer();
    into.clientPort = reader.port();
    into.site = site == null ? -1 : site.index();
    into.origin = originState == null ? -1 : originState.number();
    into.status = status;
    into.originStatus = originStatus;
    into.bytesIn = bytesIn;
    into.bytesOut = downstream.bytesWritten();
    into.verdict = verdict;
    into.reason = reason;
    into.wouldBe = wouldBe;
    into.refusalId = refusalId;
    into.standing = standing.id();
    into.template = template;
    into.tlsVersion = reader.tlsVersion();
    into.tlsCipher = reader.tlsCipher();
    into.sni = reader.sni();
    into.tlsResumed = reader.tlsResumed();
    into.requestOnConnection = numberOnConnection;
    into.originReused = originReused;
  }
}
