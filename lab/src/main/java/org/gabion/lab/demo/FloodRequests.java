package org.gabion.lab.demo;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/// The flood's requests, built once: searches for nonsense, articles, and the front page with a
/// random query, half of them on connections that stay open. Not thread safe: [#next] hands out
/// shared views in turn.
final class FloodRequests {
  private static final int VARIANTS = 512;
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/120.0.0.0 Safari/537.36",
          "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0");

  private final ByteBuffer[] keeping = new ByteBuffer[VARIANTS];
  private final ByteBuffer[] closing = new ByteBuffer[VARIANTS];
  private int turn;

  FloodRequests(InetSocketAddress target, RandomGenerator random) {
    for (int i = 0; i < VARIANTS; i++) {
      String start =
          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: %s\r\nAccept: */*\r\n"
              .formatted(
                  path(random),
                  target.getHostString(),
                  target.getPort(),
                  AGENTS.get(i % AGENTS.size()));
      keeping[i] = bytes(start + "\r\n");
      closing[i] = bytes(start + "Connection: close\r\n\r\n");
    }
  }

  ByteBuffer next(boolean keep) {
    turn = (turn + 1) % VARIANTS;
    return (keep ? keeping : closing)[turn].rewind();
  }

  private static String path(RandomGenerator random) {
    int choice = random.nextInt(100);
    if (choice < 60) {
      return "/search?q=" + Long.toHexString(random.nextLong());
    }
    if (choice < 80) {
      return "/articles/" + (1 + random.nextInt(30));
    }
    return "/?" + Integer.toHexString(random.nextInt());
  }

  private static ByteBuffer bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
