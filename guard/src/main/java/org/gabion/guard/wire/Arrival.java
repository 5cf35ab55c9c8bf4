package org.gabion.guard.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.core.policy.Reason;
import org.gabion.core.request.ClientKey;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.metrics.LoopMetrics;
import org.gabion.guard.tls.TlsFacts;

/// A new connection: counted against its budgets, then given the handlers that its listener and its
/// handshake call for.
///
/// ```
/// [ProxyProtocol] -> [TLS] -> [Arrival.Greeting] -> Http1Connection or Http2Connection
/// ```
final class Arrival extends ChannelInitializer<Channel> {
  private final EdgeLoop loop;
  private final Edge edge;
  private final GuardConfig.Listener listener;

  Arrival(EdgeLoop loop, Edge edge, GuardConfig.Listener listener) {
    this.loop = loop;
    this.edge = edge;
    this.listener = listener;
  }

  @Override
  protected void initChannel(Channel channel) {
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    if (remote == null) {
      channel.close();
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    GuardConfig config = loop.view().config();
    if (listener.proxyProtocol()) {
      pipeline.addLast(
          new ProxyProtocol(config.clients().trustedProxies(), config.http().headDeadline()));
      pipeline.addLast(new AfterProxyHeader());
    } else {
      admit(channel, ClientKey.of(remote.getAddress().getAddress()), remote.getPort());
    }
  }

  /// Waits for the balancer's word on who connects.
  private final class AfterProxyHeader extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ProxyProtocol.Told told) {
        admit(ctx.channel(), told.peer(), 0);
        ctx.pipeline().remove(this);
      }
    }
  }

  /// Counts the connection against the budgets of its peer, and closes it if they are used up.
  private void admit(Channel channel, ClientKey peer, int port) {
    ConnectionBudget.Outcome outcome =
        loop.gate().arrived(peer, edge.connections(), System.nanoTime());
    if (outcome != ConnectionBudget.Outcome.OPEN) {
      loop.metrics()
          .connectionRefused(
              outcome == ConnectionBudget.Outcome.PREFIX_FULL
                  ? Reason.CONNECTIONS_PREFIX
                  : outcome == ConnectionBudget.Outcome.NETWORK_FULL
                      ? Reason.CONNECTIONS_NETWORK
                      : Reason.CONNECTIONS_OVERALL);
      channel.close();
      return;
    }
    loop.metrics().connectionOpened();
    channel.closeFuture().addListener(closed -> closed(peer));
    ReaderFacts reader = new ReaderFacts(peer, port, listener.tls());
    if (listener.tls()) {
      channel
          .pipeline()
          .addLast(edge.tls().newHandler(loop.view().config().connections().tlsHandshakeTimeout()));
      channel.pipeline().addLast(new Greeting(reader));
    } else if (listener.h2c()) {
      channel.pipeline().addLast(new PrefaceSniffer(loop, reader, channel));
    } else {
      channel.pipeline().addLast(new Http1Connection(loop, reader, channel));
    }
  }

  private void closed(ClientKey peer) {
    edge.connections().close(peer);
    loop.metrics().connectionClosed();
  }

  /// Waits for the end of the TLS handshake and picks the protocol that ALPN agreed on (RFC 7301).
  private final class Greeting extends ChannelInboundHandlerAdapter {
    private final ReaderFacts reader;
    private final long begun = System.nanoTime();
    private String serverName = "";

    Greeting(ReaderFacts reader) {
      this.reader = reader;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
          secured(ctx);
        } else {
          loop.metrics().handshake(LoopMetrics.Handshake.FAILED);
          ctx.close();
        }
      } else if (event instanceof SniCompletionEvent named) {
        serverName = named.hostname() == null ? "" : named.hostname();
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    private void secured(ChannelHandlerContext ctx) {
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      TlsFacts facts = TlsFacts.of(tls.engine(), loop.epochMicros(begun) / 1000);
      reader.tls(facts.version(), facts.cipher(), serverName, facts.resumed());
      loop.metrics()
          .handshake(facts.resumed() ? LoopMetrics.Handshake.RESUMED : LoopMetrics.Handshake.FULL);
      if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
        ctx.pipeline().addLast(new Http2Connection(loop, reader, ctx.channel()));
      } else {
        ctx.pipeline().addLast(new Http1Connection(loop, reader, ctx.channel()));
      }
      ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
