package org.gabion.mirror.node;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection to a node's server: a request at a time, answered by [NodePages] off the event
/// loop. Runs on its event loop.
final class NodeConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int MAX_WAIT_SECONDS = 10;

  private final NodePages pages;
  private boolean busy;

  NodeConnection(NodePages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    // Requests sent ahead of answers are not what mirrors do; they would order answers wrongly.
    if (busy || !request.decoderResult().isSuccess()) {
      answer(context, false, NodePages.Answer.BAD_REQUEST);
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpMethod method = request.method();
    String target = request.uri();
    busy = true;
    if (method.equals(HttpMethod.POST)) {
      byte[] body = ByteBufUtil.getBytes(request.content());
      String from = request.headers().get("Gabion-Mirror", "");
      pages.take(target, from, body, answer -> later(context, keepAlive, answer, false));
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      boolean bodiless = method.equals(HttpMethod.HEAD);
      int wait = waitSeconds(request.headers().get("Prefer", ""));
      get(context, target, keepAlive, bodiless, wait);
    } else {
      busy = false;
      answer(context, keepAlive, NodePages.Answer.METHOD);
    }
  }

  /// The seconds of `Prefer: wait=N` (RFC 7240).
  private static int waitSeconds(String prefer) {
    if (!prefer.startsWith("wait=") || prefer.length() > 7) {
      return 0;
    }
    int seconds = 0;
    for (int i = 5; i < prefer.length(); i++) {
      int digit = Character.digit(prefer.charAt(i), 10);
      if (digit < 0) {
        return 0;
      }
      seconds = 10 * seconds + digit;
    }
    return Math.min(seconds, MAX_WAIT_SECONDS);
  }

  private void get(
      ChannelHandlerContext context, String target, boolean keepAlive, boolean bodiless, int wait) {
    pages.get(
        target,
        answer -> {
          if (answer.status() == 404 && wait > 0 && pages.mayArrive(target)) {
            await(context, target, keepAlive, bodiless, wait);
          } else {
            later(context, keepAlive, answer, bodiless);
          }
        });
  }

  /// Answers when the file has arrived, or when the time is over.
  private void await(
      ChannelHandlerContext context, String target, boolean keepAlive, boolean bodiless, int wait) {
    AtomicBoolean done = new AtomicBoolean();
    Runnable arrived =
        () -> {
          if (done.compareAndSet(false, true)) {
            pages.get(target, answer -> later(context, keepAlive, answer, bodiless));
          }
        };
    if (!pages.await(target, arrived)) {
      later(context, keepAlive, NodePages.Answer.NOT_FOUND, bodiless);
      return;
    }
    Future<?> end =
        context
            .executor()
            .schedule(
                () -> {
                  pages.forget(target, arrived);
                  if (done.compareAndSet(false, true)) {
                    later(context, keepAlive, NodePages.Answer.NOT_FOUND, bodiless);
                  }
                },
                wait,
                TimeUnit.SECONDS);
    context.channel().closeFuture().addListener(_ -> end.cancel(false));
  }

  private void later(
      ChannelHandlerContext context, boolean keepAlive, NodePages.Answer answer, boolean bodiless) {
    context
        .executor()
        .execute(
            () -> {
              busy = false;
              answer(context, keepAlive, bodiless ? answer.withoutBody() : answer);
            });
  }

  private static void answer(
      ChannelHandlerContext context, boolean keepAlive, NodePages.Answer answer) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
    if (keepAlive) {
      context.writeAndFlush(response, context.voidPromise());
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    context.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
