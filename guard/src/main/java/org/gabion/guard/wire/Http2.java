package org.gabion.guard.wire;

import io.netty.channel.ChannelPipeline;

final class Http2 {
  private Http2() {}

  static void addTo(ChannelPipeline pipeline, EdgeLoop loop, ReaderFacts reader) {
    pipeline.channel().close();
  }
}
