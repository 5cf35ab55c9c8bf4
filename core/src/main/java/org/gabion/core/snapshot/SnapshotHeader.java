package org.gabion.core.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an edition holds: its counts and the digests of the shards of its route index. A head names
/// it by its digest.
///
/// @param routes pages, redirects and error pages
/// @param objects distinct pieces of content
/// @param bytes of all distinct pieces
/// @param completeness what the capture knew of and could not have
/// @param roster the number of the newest roster, 0 if there is none
/// @param recent the list of what is new in this edition
/// @param notFound the key of the page that answers for whatever is not there
/// @param queryNames the parameters of a query that choose a page, in ascending order
/// @param shards digest and size of every shard of the index, in order; `1 << bits` of them
public record SnapshotHeader(
    Digest site,
    long sequence,
    Instant published,
    long routes,
    long objects,
    long bytes,
    Completeness completeness,
    long roster,
    RecentRef recent,
    Optional<RouteKey> notFound,
    List<String> queryNames,
    int bits,
    List<Shard> shards) {
  public static final int MAX_BYTES = 512 << 10;

  /// More names of parameters than this are no edition.
  public static final int MAX_QUERY_NAMES = 1000;

  static final String TYPE = "snapshot";

  /// How much of the site an edition holds.
  ///
  /// @param known pages that the capture knew of
  /// @param captured of these, those in the edition
  /// @param failed those that a reader will miss
  /// @param left those left out on purpose: private, excluded
  public record Completeness(long known, long captured, long failed, long left) {
    public Completeness {
      Bounds.number("known", known, 0);
      Bounds.number("captured", captured, 0);
      Bounds.number("failed", failed, 0);
      Bounds.number("left", left, 0);
      if (captured + failed + left != known) {
        throw new IllegalArgumentException("captured, failed and left make up what is known");
      }
    }

    @Override
    public String toString() {
      return known + " " + captured + " " + failed + " " + left;
    }
  }

  /// The recent list by its digest.
  ///
  /// @param size in bytes
  public record RecentRef(Digest digest, int size) {
    public RecentRef {
      if (size < 1 || size > Recent.MAX_BYTES) {
        throw new IllegalArgumentException("a recent list of " + size + " bytes");
      }
    }

    public static RecentRef of(Recent recent) {
      byte[] bytes = recent.bytes();
      return new RecentRef(Digest.of(bytes), bytes.length);
    }

    private static RecentRef read(Lines lines) {
      String[] words = lines.words("recent", 2);
      return new RecentRef(
          lines.toDigest(words[0]), (int) lines.toNumber(words[1], 1, Recent.MAX_BYTES));
    }

    @Override
    public String toString() {
      return digest + " " + size;
    }
  }

  /// A shard of the index by its digest.
  ///
  /// @param size in bytes
  public record Shard(Digest digest, int size) {
    public Shard {
      if (size < 1 || size > RouteShard.MAX_BYTES) {
        throw new IllegalArgumentException("a shard of " + size + " bytes");
      }
    }

    static Shard read(Lines lines, String word) {
      String[] words = lines.words(word, 2);
      return new Shard(
          lines.toDigest(words[0]), (int) lines.toNumber(words[1], 1, RouteShard.MAX_BYTES));
    }

    @Override
    public String toString() {
      return digest + " " + size;
    }
  }

  public SnapshotHeader {
    shards = List.copyOf(shards);
    queryNames = List.copyOf(queryNames);
    Bounds.number("the sequence of a snapshot", sequence, 1);
    Bounds.second("when a snapshot was published", published);
    Bounds.number("routes", routes, 0);
    Bounds.number("objects", objects, 0);
    Bounds.number("bytes", bytes, 0);
    Bounds.number("the number of a roster", roster, 0);
    if (queryNames.size() > MAX_QUERY_NAMES) {
      throw new IllegalArgumentException(queryNames.size() + " names of parameters");
    }
    for (int i = 0; i < queryNames.size(); i++) {
      if (!RouteKey.isQueryName(queryNames.get(i))
          || i > 0 && queryNames.get(i - 1).compareTo(queryNames.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "names of parameters in order, each once: " + queryNames);
      }
    }
    if (bits < 0 || bits > RouteShard.MAX_BITS || shards.size() != 1 << bits) {
      throw new IllegalArgumentException(shards.size() + " shards of " + bits + " bits");
    }
  }

  public static Parsed<SnapshotHeader> parse(byte[] bytes) {
    return Lines.parse(bytes, MAX_BYTES, SnapshotHeader::read);
  }

  private static SnapshotHeader read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long sequence = lines.number("sequence", 1, Lines.MAX_NUMBER);
    Instant published = lines.instant("published");
    long routes = lines.number("routes", 0, Lines.MAX_NUMBER);
    long objects = lines.number("objects", 0, Lines.MAX_NUMBER);
    long bytes = lines.number("bytes", 0, Lines.MAX_NUMBER);
    Completeness completeness = readCompleteness(lines);
    long roster = lines.number("roster", 0, Lines.MAX_NUMBER);
    RecentRef recent = RecentRef.read(lines);
    String notFoundText = lines.text("not-found");
    Optional<RouteKey> notFound = RouteKey.parse(notFoundText);
    if (notFound.isEmpty() && !notFoundText.equals("-")) {
      throw lines.fault("a canonical path, or -");
    }
    List<String> queryNames = readQueryNames(lines);
    int bits = (int) lines.number("bits", 0, RouteShard.MAX_BITS);
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < 1 << bits; i++) {
      shards.add(Shard.read(lines, "shard"));
    }
    return new SnapshotHeader(
        site,
        sequence,
        published,
        routes,
        objects,
        bytes,
        completeness,
        roster,
        recent,
        notFound,
        queryNames,
        bits,
        shards);
  }

  private static List<String> readQueryNames(Lines lines) {
    List<String> names = new ArrayList<>();
    while (lines.next("query")) {
      String name = lines.text("query");
      if (!RouteKey.isQueryName(name)
          || !names.isEmpty() && names.getLast().compareTo(name) >= 0
          || names.size() == MAX_QUERY_NAMES) {
        throw lines.fault(
            "names of parameters as they stand in keys, in ascending order, at most "
                + MAX_QUERY_NAMES);
      }
      names.add(name);
    }
    return names;
  }

  private static Completeness readCompleteness(Lines lines) {
    String[] words = lines.words("completeness", 4);
    long[] numbers = new long[4];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = lines.toNumber(words[i], 0, Lines.MAX_NUMBER);
    }
    if (numbers[1] + numbers[2] + numbers[3] != numbers[0]) {
      throw lines.fault(
          "'completeness KNOWN CAPTURED FAILED LEFT', whose last three make the first");
    }
    return new Completeness(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  public byte[] encoded() {
    Text text =
        new Text(TYPE, site)
            .line("sequence", sequence)
            .line("published", published)
            .line("routes", routes)
            .line("objects", objects)
            .line("bytes", bytes)
            .line("completeness", completeness)
            .line("roster", roster)
            .line("recent", recent)
            .optional("not-found", notFound);
    queryNames.forEach(name -> text.line("query", name));
    text.line("bits", bits);
    shards.forEach(shard -> text.line("shard", shard));
    return text.bytes();
  }

  /// The shard that a key's route stands in.
  public Shard shardOf(RouteKey key) {
    return shards.get(key.shard(bits));
  }
}
