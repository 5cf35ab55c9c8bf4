package org.gabion.mirror.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;

/// Fetches from peers what has a digest, and believes nothing else. Safe for use by several
/// threads; blocks.
final class PeerFetch {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final int STRANGERS = 2;

  private final MirrorClient client;
  private final Peers peers;
  private final MirrorAddress publisher;
  private final NodeEvent.Listener events;

  PeerFetch(MirrorClient client, Peers peers, MirrorAddress publisher, NodeEvent.Listener events) {
    this.client = client;
    this.peers = peers;
    this.publisher = publisher;
    this.events = events;
  }

  Peers peers() {
    return peers;
  }

  MirrorClient.PeerSource source(String url) {
    return client.source(MirrorAddress.parse(url));
  }

  MirrorClient.PeerSource publisher() {
    return client.source(publisher);
  }

  /// A file with a known digest: from the first peer that has it, then the publisher, then some
  /// other peers; after a pause all of it again.
  ///
  /// @param from peers, the best first
  /// @param patience how long the first of them may let us wait
  /// @throws IOException if nobody had it
  byte[] fetch(
      String path, Digest digest, int limit, List<String> from, Duration patience, int rounds)
      throws IOException {
    Duration pause = PAUSE;
    String last = "nobody was there to ask";
    for (int round = 0; round < rounds; round++) {
      List<String> candidates = new ArrayList<>(from);
      candidates.add(publisher.url());
      candidates.addAll(peers.some(STRANGERS, ThreadLocalRandom.current()));
      for (int i = 0; i < candidates.size(); i++) {
        String url = candidates.get(i);
        boolean isPublisher = url.equals(publisher.url());
        if (!isPublisher && !peers.isWelcome(url)) {
          continue;
        }
        try {
          Optional<byte[]> bytes =
              source(url).fetch(path, limit, i == 0 ? patience : Duration.ZERO);
          if (bytes.isPresent() && Digest.of(bytes.get()).equals(digest)) {
            peers.answered(url);
            return bytes.get();
          }
          if (bytes.isPresent()) {
            tellWrong(url, path, digest, bytes.get());
          }
          last = url + " has no " + path;
        } catch (IOException e) {
          last = String.valueOf(e.getMessage());
          peers.failed(url);
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
    throw new IOException("no mirror gave " + path + "; the last said: " + last);
  }

  /// A file without a digest of its own, from the first of the two nearest peers that has it.
  Optional<byte[]> fetchFirst(String path, int limit, List<String> from, Duration patience) {
    Duration wait = patience;
    for (String url : from.subList(0, Math.min(2, from.size()))) {
      if (!peers.isWelcome(url)) {
        continue;
      }
      try {
        Optional<byte[]> bytes = source(url).fetch(path, limit, wait);
        if (bytes.isPresent()) {
          return bytes;
        }
      } catch (IOException e) {
        peers.failed(url);
      }
      wait = Duration.ZERO;
    }
    return Optional.empty();
  }

  private void tellWrong(String url, String path, Digest wanted, byte[] bytes) {
    peers.failed(url);
    events.told(
        NodeEvent.fault(
            url
                + " gave wrong bytes for "
                + path
                + ": SHA-256 "
                + Digest.of(bytes)
                + ", wanted "
                + wanted));
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
