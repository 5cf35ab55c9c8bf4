package org.gabion.core.snapshot;

import java.util.Optional;
import java.util.function.Function;

/// Every kind of document, its parser, and a valid sample.
enum Kind {
  ROOT(Root.MAX_BYTES, Root::parse, root -> anew(root, root.document().body()).bytes()),
  HEAD(HeadFile.MAX_BYTES, HeadFile::parse, file -> anew(file).bytes()),
  SNAPSHOT(SnapshotHeader.MAX_BYTES, SnapshotHeader::parse, SnapshotHeader::encoded),
  SHARD(RouteShard.MAX_BYTES, RouteShard::parse, RouteShard::bytes),
  RECENT(Recent.MAX_BYTES, Recent::parse, Recent::bytes),
  ROSTER(Roster.MAX_BYTES, Roster::parse, roster -> anew(roster, roster.document().body()).bytes()),
  CONSENT(Consent.MAX_BYTES, Consent::parse, Consent::bytes);

  private final int limit;
  private final Function<byte[], Result> reader;

  /// What a parser made of some bytes.
  ///
  /// @param encoded of an accepted document, written anew from its values
  record Result(Optional<byte[]> encoded, Optional<Parsed.Malformed<?>> malformed) {}

  <T> Kind(int limit, Function<byte[], Parsed<T>> parser, Function<T, byte[]> writer) {
    this.limit = limit;
    this.reader =
        bytes ->
            switch (parser.apply(bytes)) {
              case Parsed.Valid<T> valid ->
                  new Result(Optional.of(writer.apply(valid.value())), Optional.empty());
              case Parsed.Malformed<T> malformed ->
                  new Result(Optional.empty(), Optional.of(malformed));
            };
  }

  private static <T> Signed<T> anew(Signed<T> signed, byte[] body) {
    return new Signed<>(signed.document(), body, signed.signatures());
  }

  private static HeadFile anew(HeadFile file) {
    return new HeadFile(
        anew(file.head(), file.head().document().body()),
        file.heartbeat().map(beat -> anew(beat, beat.document().body())));
  }

  int limit() {
    return limit;
  }

  Result read(byte[] bytes) {
    return reader.apply(bytes);
  }

  byte[] sample() {
    return switch (this) {
      case ROOT -> TestSite.signedFirst().bytes();
      case HEAD -> TestSite.sampleHeadFile().bytes();
      case SNAPSHOT -> TestSite.sampleHeader().encoded();
      case SHARD -> TestSite.sampleShard().bytes();
      case RECENT -> TestSite.sampleRecent().bytes();
      case ROSTER -> TestSite.sampleRoster().bytes();
      case CONSENT -> TestSite.consent("https://copy.example/", TestHolder.of("mirror-1")).bytes();
    };
  }
}
