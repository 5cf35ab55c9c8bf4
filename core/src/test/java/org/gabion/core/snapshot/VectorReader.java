package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a copy from a folder with the parsers of this package, and follows every digest.
/// Stateless.
final class VectorReader {
  private VectorReader() {}

  /// What this program reads of a copy.
  record Site(
      RootChain chain, Signed<Head> head, Optional<Signed<Heartbeat>> beat, List<String> pages) {}

  /// A copy that is not in order.
  static final class Damaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  static Site readSite(Path folder, Digest id) throws IOException {
    RootChain chain =
        accepted(RootChain.begin(id, valid(Root.parse(bytes(folder, CopyPaths.root(1))))));
    for (long n = 2; Files.exists(folder.resolve(CopyPaths.root(n))); n++) {
      chain = accepted(chain.extend(valid(Root.parse(bytes(folder, CopyPaths.root(n))))));
    }
    HeadFile file = valid(HeadFile.parse(bytes(folder, CopyPaths.HEAD)));
    TrustedSite trusted = TrustedSite.of(chain);
    if (!(trusted.judge(file) instanceof HeadVerdict.Newer newer)) {
      throw new Damaged("the head does not count");
    }
    Head head = newer.head().document();
    SnapshotHeader header =
        valid(
            SnapshotHeader.parse(
                bytes(folder, CopyPaths.snapshot(head.sequence()), head.snapshot())));
    Recent recent =
        valid(
            Recent.parse(
                bytes(folder, CopyPaths.recent(head.sequence()), header.recent().digest())));
    for (ObjectRef object : recent.objects()) {
      bytes(folder, CopyPaths.object(object.digest()), object.digest());
    }
    List<String> pages = new ArrayList<>();
    for (SnapshotHeader.Shard shard : header.shards()) {
      byte[] bytes = bytes(folder, CopyPaths.shard(shard.digest()), shard.digest());
      for (Route route : valid(RouteShard.parse(bytes)).routes()) {
        assertThat(header.shardOf(route.key())).isEqualTo(shard);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (ObjectRef object : route.objects()) {
          content.writeBytes(bytes(folder, CopyPaths.object(object.digest()), object.digest()));
        }
        pages.add(VectorSite.line(route, content.toByteArray()));
      }
    }
    Signed<Roster> roster = valid(Roster.parse(bytes(folder, CopyPaths.roster(header.roster()))));
    if (!trusted.accepts(roster)
        || !roster.document().mirrors().stream().allMatch(Consent::isSigned)) {
      throw new Damaged("the roster does not count");
    }
    return new Site(chain, newer.head(), newer.heartbeat(), pages);
  }

  static RootChain accepted(RootChain.Outcome outcome) {
    return switch (outcome) {
      case RootChain.Outcome.Accepted accepted -> accepted.chain();
      case RootChain.Outcome.Refused refused -> throw new Damaged(refused.reason());
    };
  }

  static <T> T valid(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Valid<T> valid -> valid.value();
      case Parsed.Malformed<T> malformed -> throw new Damaged(malformed.toString());
    };
  }

  static byte[] bytes(Path folder, String path) throws IOException {
    return Files.readAllBytes(folder.resolve(path));
  }

  static byte[] bytes(Path folder, String path, Digest wanted) throws IOException {
    byte[] bytes = bytes(folder, path);
    if (!Digest.of(bytes).equals(wanted)) {
      throw new Damaged(path + ": wrong bytes");
    }
    return bytes;
  }
}
