package org.gabion.guard.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the admin port: HTTP in, [AdminGate] and [AdminRoutes], HTTP out. One event
/// loop.
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /// Fired into the pipeline when a body is larger than allowed.
  static final Object TOO_LARGE = new Object();

  private static final int MAX_WAITING = 16;

  private final AdminGate gate;
  private final AdminRoutes routes;
  private final ReloadTurn turn;
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
  private @Nullable Future<?> deadline;
  private boolean answering;

  AdminHandler(AdminGate gate, AdminRoutes routes, ReloadTurn turn) {
    this.gate = gate;
    this.routes = routes;
    this.turn = turn;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    startDeadline(context);
  }

  /// From now on a whole request must come within the time allowed.
  private void startDeadline(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(() -> context.close(), AdminServer.REQUEST_SECONDS, TimeUnit.SECONDS);
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopDeadline();
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (TOO_LARGE.equals(event) && !answering) {
      answering = true;
      stopDeadline();
      send(context, AdminAnswer.error(413, "The body is too large."), false, false);
    } else if (TOO_LARGE.equals(event)) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  /// One request at a time; what comes before its answer is out waits, in small number.
  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
    if (!answering) {
      answer(context, http);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(http.retain());
    } else {
      context.close();
    }
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest http) {
    answering = true;
    stopDeadline();
    boolean keepAlive = HttpUtil.isKeepAlive(http);
    boolean head = http.method().name().equals("HEAD");
    if (http.decoderResult().isFailure()) {
      send(
          context,
          AdminAnswer.error(400, "This is no HTTP request that can be served here."),
          false,
          false);
      return;
    }
    AdminRequest request = read(http);
    Optional<AdminAnswer> refusal = gate.refuse(request).or(() -> AdminRoutes.refuse(request));
    if (refusal.isPresent()) {
      send(context, refusal.get(), head, keepAlive);
    } else if (request.path().equals(AdminRoutes.RELOAD)) {
      turn.start()
          .thenAccept(
              answer -> context.executor().execute(() -> send(context, answer, false, keepAlive)));
    } else {
      send(context, get(request), head, keepAlive);
    }
  }

  private AdminAnswer get(AdminRequest request) {
    try {
      return routes.get(request);
    } catch (RuntimeException e) {
      // A fault of ours in one answer must not cost the operator the others.
      return AdminAnswer.error(500, "This could not be answered: " + e);
    }
  }

  private static AdminRequest read(FullHttpRequest http) {
    HttpHeaders headers = http.headers();
    String uri = http.uri();
    int query = uri.indexOf('?');
    return new AdminRequest(
        http.method().name(),
        query < 0 ? uri : uri.substring(0, query),
        headers.getAll(HttpHeaderNames.HOST),
        Optional.ofNullable(headers.get(HttpHeaderNames.ORIGIN)),
        Optional.ofNullable(headers.get(HttpHeaderNames.AUTHORIZATION)),
        headers.contains("X-Gabion"),
        Optional.ofNullable(headers.get(HttpHeaderNames.ACCEPT)).orElse(""));
  }

  private void send(
      ChannelHandlerContext context, AdminAnswer answer, boolean head, boolean keepAlive) {
    ByteBuf body = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    answer.headers().forEach(headers::set);
    HttpUtil.setKeepAlive(response, keepAlive);
    var sent = context.writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(_ -> closeGently(context));
    } else if (!waiting.isEmpty()) {
      context.executor().execute(() -> answerNext(context));
    } else if (context.channel().isActive()) {
      answering = false;
      startDeadline(context);
    }
  }

  /// Ends our side, and the whole a second later: closing at once while bytes of a refused request
  /// are unread would reset the connection, and the answer with it.
  private static void closeGently(ChannelHandlerContext context) {
    ((SocketChannel) context.channel()).shutdownOutput();
    context.executor().schedule(() -> context.close(), 1, TimeUnit.SECONDS);
  }

  private void answerNext(ChannelHandlerContext context) {
    FullHttpRequest next = waiting.poll();
    if (next != null) {
      try {
        answer(context, next);
      } finally {
        next.release();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Somebody's broken connection; it has nobody left to tell.
    context.close();
  }
}
