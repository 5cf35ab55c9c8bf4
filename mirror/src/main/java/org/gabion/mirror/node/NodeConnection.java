package org.gabion.mirror.node;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
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
              NodePages.Answer sent = bodiless ? answer.withoutBody() : answer;
              if (bodiless || sent.body().length == sent.length()) {
                busy = false;
                answer(context, keepAlive, sent);
              } else {
                inPieces(context, keepAlive, sent);
              }
            });
  }

  private static void answer(
      ChannelHandlerContext context, boolean keepAlive, NodePages.Answer answer) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    setHeaders(response, keepAlive, answer);
    if (keepAlive) {
      context.writeAndFlush(response, context.voidPromise());
    } else {
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void setHeaders(
      HttpResponse response, boolean keepAlive, NodePages.Answer answer) {
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
    }
  }

  /// Sends one piece, and asks for the next when it is on its way.
  private void inPieces(ChannelHandlerContext context, boolean keepAlive, NodePages.Answer answer) {
    DefaultHttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    setHeaders(head, keepAlive, answer);
    context.write(head, context.voidPromise());
    piece(context, keepAlive, answer, answer.body(), answer.body().length);
  }

  private void piece(
      ChannelHandlerContext context,
      boolean keepAlive,
      NodePages.Answer answer,
      byte[] piece,
      long sent) {
    DefaultHttpContent content = new DefaultHttpContent(Unpooled.wrappedBuffer(piece));
    if (sent >= answer.length()) {
      busy = false;
      context.write(content, context.voidPromise());
      context
          .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(_ -> closeUnless(context, keepAlive));
      return;
    }
    context
        .writeAndFlush(content)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                context.close();
                return;
              }
              answer
                  .rest()
                  .next(
                      next ->
                          context
                              .executor()
                              .execute(() -> follow(context, keepAlive, answer, next, sent)));
            });
  }

  private void follow(
      ChannelHandlerContext context,
      boolean keepAlive,
      NodePages.Answer answer,
      byte[] next,
      long sent) {
    if (next.length == 0) {
      context.close(); // The reader sees that something is missing.
    } else {
      piece(context, keepAlive, answer, next, sent + next.length);
    }
  }

  private static void closeUnless(ChannelHandlerContext context, boolean keepAlive) {
    if (!keepAlive) {
      context.close();
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
