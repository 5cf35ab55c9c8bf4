package org.gabion.guard.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the admin port: HTTP in, [AdminGate] and [AdminRoutes], HTTP out. One event
/// loop.
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final AdminGate gate;
  private final AdminRoutes routes;
  private final ReloadTurn turn;
  private @Nullable Future<?> deadline;

  AdminHandler(AdminGate gate, AdminRoutes routes, ReloadTurn turn) {
    this.gate = gate;
    this.routes = routes;
    this.turn = turn;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(false);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    next(context);
  }

  /// Waits for a whole request, not longer than allowed.
  private void next(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(() -> context.close(), AdminServer.REQUEST_SECONDS, TimeUnit.SECONDS);
    context.read();
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
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
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
      send(context, routes.get(request), head, keepAlive);
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
    if (keepAlive) {
      next(context);
    } else {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Somebody's broken connection, or a fault of ours in one answer: neither may take the port
    // down.
    context.close();
  }
}
