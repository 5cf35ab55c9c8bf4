package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.PrefixSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProxyProtocolTest {
  private static final PrefixSet TRUSTED =
      PrefixSet.of(List.of(((Prefix.Parsed.Valid) Prefix.parse("10.0.0.0/8")).prefix()));
  private final List<Object> events = new ArrayList<>();

  /// Headers as another implementation writes them.
  @ParameterizedTest
  @EnumSource(HAProxyProtocolVersion.class)
  void header_fromTrustedPeer_publishesItsAddressAndPassesTheRest(HAProxyProtocolVersion version) {
    EmbeddedChannel channel = accept("10.0.0.1");
    EmbeddedChannel balancer = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    balancer.writeOutbound(
        new HAProxyMessage(
            version,
            HAProxyCommand.PROXY,
            HAProxyProxiedProtocol.TCP6,
            "2001:db8::1",
            "2001:db8::2",
            4711,
            443));
    ByteBuf header = balancer.readOutbound();

    channel.writeInbound(header, text("GET / "));
    channel.writeInbound(text("HTTP/1.1"));

    assertThat(channel.attr(ProxyProtocol.PEER).get()).isEqualTo(key("2001:db8::1"));
    assertThat(events).containsExactly(new ProxyProtocol.Told(key("2001:db8::1")));
    assertThat(received(channel)).isEqualTo("GET / HTTP/1.1");
    assertThat(channel.pipeline().get(ProxyProtocol.class)).isNull();
  }

  @Test
  void header_oneByteAtATime_isRead() {
    EmbeddedChannel channel = accept("10.0.0.1");
    for (char c : "PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\nGET /".toCharArray()) {
      channel.writeInbound(text(String.valueOf(c)));
    }
    assertThat(channel.attr(ProxyProtocol.PEER).get()).isEqualTo(key("192.0.2.1"));
    assertThat(received(channel)).isEqualTo("GET /");
  }

  @Test
  void header_withoutAddress_keepsTheSocketsAddress() {
    EmbeddedChannel channel = accept("10.0.0.1");
    channel.writeInbound(text("PROXY UNKNOWN\r\n"));
    assertThat(channel.attr(ProxyProtocol.PEER).get()).isNull();
    assertThat(events).containsExactly(new ProxyProtocol.Told(key("10.0.0.1")));
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void anything_fromUntrustedPeer_isClosedUnread() {
    EmbeddedChannel channel = accept("192.0.2.66");
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.attr(ProxyProtocol.PEER).get()).isNull();
    assertThat(events).isEmpty();
    assertThat(received(channel)).isEmpty();
  }

  @Test
  void request_withoutHeader_isClosedAndNotPassedOn() {
    EmbeddedChannel channel = accept("10.0.0.1");
    channel.writeInbound(text("GET / HTTP/1.1\r\n\r\n"));
    assertThat(channel.isOpen()).isFalse();
    assertThat(events).isEmpty();
    assertThat(received(channel)).isEmpty();
  }

  @Test
  void header_thatDoesNotEndInTime_isClosed() {
    EmbeddedChannel channel = accept("10.0.0.1");
    channel.freezeTime();
    channel.writeInbound(text("PROXY TCP4 "));
    channel.advanceTimeBy(6, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void deadline_afterTheHeader_closesNothing() {
    EmbeddedChannel channel = accept("10.0.0.1");
    channel.freezeTime();
    channel.writeInbound(text("PROXY UNKNOWN\r\n"));
    channel.advanceTimeBy(6, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
  }

  private EmbeddedChannel accept(String peer) {
    InetSocketAddress address = new InetSocketAddress(peer, 40_000);
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return address;
          }
        };
    channel
        .pipeline()
        .addLast(
            new ProxyProtocol(TRUSTED, Duration.ofSeconds(5)),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
              }
            });
    return channel;
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static String received(EmbeddedChannel channel) {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      text.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return text.toString();
  }

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }
}
