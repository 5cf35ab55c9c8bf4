package org.gabion.mirror.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.mirror.archive.ArchiveLimits;
import org.gabion.mirror.archive.CodingFault;
import org.gabion.mirror.archive.HttpBlock;
import org.gabion.mirror.archive.RecordReader;
import org.gabion.mirror.archive.StoredRecord;
import org.gabion.mirror.archive.WarcFile;

/// The first reading of archives: notes which records may be pages, and which requests were not
/// those of a stranger who reads. Everything is unpacked once and its checksums compared, so that a
/// damaged archive is refused before a page of it is taken. One thread.
final class ArchiveSurvey {
  private static final int MAX_HOSTS = 1000;
  private static final int MAX_CONCURRENT = 16;

  private final ArchiveLimits limits;
  private final CrawlScope scope;
  private final SightingRules rules;
  private final SightingFile sightings;
  private final CrawlBook book;
  private final Map<Fingerprint, Taint> taints = new HashMap<>();
  private final Map<String, Long> others = new TreeMap<>();
  private long further;
  private long records;
  private long bytes;

  /// Why the answer to a request is not a page for everybody.
  enum Taint {
    NOT_GET,
    PERSONAL
  }

  ArchiveSurvey(ArchiveConfig config, SightingFile sightings, CrawlBook book) {
    this.limits = config.limits();
    this.scope = config.scope();
    this.rules = new SightingRules(config.scope());
    this.sightings = sightings;
    this.book = book;
  }

  /// Reads one archive to its end. One that is cut off is read as far as it goes.
  ///
  /// @throws IOException if it is damaged, or larger than the limits
  void survey(int index, WarcFile file) throws IOException {
    try (RecordReader reader = file.reader()) {
      try {
        Optional<StoredRecord> next = reader.next();
        while (next.isPresent()) {
          record(index, file, next.get());
          next = reader.next();
        }
      } catch (EOFException e) {
        book.missed(
            file.name(),
            MissReason.FAILED,
            "the archive is cut off after byte "
                + reader.place().offset()
                + ": pages from there on are missing; get the whole file");
      }
    }
  }

  private void record(int index, WarcFile file, StoredRecord record) throws IOException {
    records++;
    bytes += record.length();
    if (records > limits.maxRecords() || bytes > limits.maxTotalBytes()) {
      throw new IOException(
          file.name()
              + " is refused: the archives hold more than "
              + limits.maxRecords()
              + " records or "
              + limits.maxTotalBytes()
              + " bytes; import them in parts");
    }
    Optional<Sighting> sighting =
        switch (record.type()) {
          case "response" -> sighting(index, record, Sighting.Kind.RESPONSE);
          case "revisit" -> sighting(index, record, Sighting.Kind.REVISIT);
          case "resource" -> sighting(index, record, Sighting.Kind.RESOURCE);
          case "request" -> {
            request(record);
            yield Optional.empty();
          }
          default -> Optional.empty();
        };
    record.block().transferTo(OutputStream.nullOutputStream());
    if (sighting.isPresent()) {
      sightings.add(sighting.get());
    }
  }

  private void request(StoredRecord record) throws IOException {
    if (record.target().flatMap(SiteUrl::parse).filter(scope::holds).isEmpty()) {
      return;
    }
    Optional<Taint> taint = taint(record);
    if (taint.isEmpty()) {
      return;
    }
    List<Fingerprint> prints = new ArrayList<>(exchange(record));
    record.reference("WARC-Record-ID").map(ArchiveSurvey::byId).ifPresent(prints::add);
    if (record.references("WARC-Concurrent-To").isEmpty()) {
      // Its answer may name it, or not: then time and address tell.
      at(record.target(), record.field("WARC-Date")).ifPresent(prints::add);
    }
    prints.forEach(print -> taints.merge(print, taint.get(), ArchiveSurvey::worse));
    if (taints.size() > 4L * limits.maxPages()) {
      throw new IOException(
          "the archives hold more than "
              + limits.maxPages()
              + " requests that sent a cookie or were not GET: record the site anew, as a"
              + " stranger");
    }
  }

  private static Taint worse(Taint one, Taint other) {
    return one == Taint.NOT_GET ? one : other;
  }

  private static Optional<Taint> taint(StoredRecord record) throws IOException {
    try {
      HttpBlock request = HttpBlock.request(record.block());
      if (!request.method().equals("GET")) {
        return Optional.of(Taint.NOT_GET);
      }
      return request.header("cookie").or(() -> request.header("authorization")).isPresent()
          ? Optional.of(Taint.PERSONAL)
          : Optional.empty();
    } catch (CodingFault e) {
      // Nobody can tell any more who asked.
      return Optional.of(Taint.PERSONAL);
    }
  }

  private Optional<Sighting> sighting(int index, StoredRecord record, Sighting.Kind kind)
      throws IOException {
    Optional<SiteUrl> url = record.target().flatMap(SiteUrl::parse);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!scope.holds(url.get())) {
      count(url.get().origin());
      return Optional.of(sighting(index, record, kind, SightingRules.NO_PAGE));
    }
    return rules
        .ruling(url.get(), kind, record, book)
        .map(ruling -> sighting(index, record, kind, ruling));
  }

  private static Sighting sighting(
      int index, StoredRecord record, Sighting.Kind kind, SightingRules.Ruling ruling) {
    return new Sighting(
        index,
        record.place(),
        kind,
        ruling.standing(),
        record.date(),
        ruling.key(),
        names(record),
        exchange(record),
        kind == Sighting.Kind.REVISIT ? refersTo(record) : List.of());
  }

  private static List<Fingerprint> names(StoredRecord record) {
    List<Fingerprint> names = new ArrayList<>();
    record.reference("WARC-Record-ID").map(ArchiveSurvey::byId).ifPresent(names::add);
    at(record.target(), record.field("WARC-Date")).ifPresent(names::add);
    record.field("WARC-Payload-Digest").map(ArchiveSurvey::byDigest).ifPresent(names::add);
    return names;
  }

  private static List<Fingerprint> refersTo(StoredRecord record) {
    List<Fingerprint> names = new ArrayList<>();
    record.reference("WARC-Refers-To").map(ArchiveSurvey::byId).ifPresent(names::add);
    at(record.reference("WARC-Refers-To-Target-URI"), record.field("WARC-Refers-To-Date"))
        .ifPresent(names::add);
    record.field("WARC-Payload-Digest").map(ArchiveSurvey::byDigest).ifPresent(names::add);
    return names;
  }

  private static List<Fingerprint> exchange(StoredRecord record) {
    return record.references("WARC-Concurrent-To").stream()
        .limit(MAX_CONCURRENT)
        .map(ArchiveSurvey::byId)
        .toList();
  }

  private static Fingerprint byId(String id) {
    return Fingerprint.of("id " + id);
  }

  private static Optional<Fingerprint> at(Optional<String> url, Optional<String> date) {
    return url.flatMap(to -> date.map(day -> Fingerprint.of("at " + to + " " + day)));
  }

  private static Fingerprint byDigest(String digest) {
    return Fingerprint.of("digest " + digest);
  }

  private void count(String origin) {
    if (others.size() < MAX_HOSTS || others.containsKey(origin)) {
      others.merge(origin, 1L, Long::sum);
    } else {
      further++;
    }
  }

  /// What a request says of its answer; empty if nothing is wrong.
  Optional<Taint> taint(Sighting sighting) {
    boolean personal = false;
    for (List<Fingerprint> prints : List.of(sighting.names(), sighting.exchange())) {
      for (Fingerprint print : prints) {
        Taint taint = taints.get(print);
        if (taint == Taint.NOT_GET) {
          return Optional.of(taint);
        }
        personal |= taint == Taint.PERSONAL;
      }
    }
    return personal ? Optional.of(Taint.PERSONAL) : Optional.empty();
  }

  /// Tells which other hosts the archives hold.
  void tellOthers() {
    others.forEach(
        (origin, count) ->
            book.missed(
                origin + "/",
                MissReason.EXCLUDED,
                count + (count == 1 ? " record" : " records") + " of another host"));
    if (further > 0) {
      book.missed("...", MissReason.EXCLUDED, further + " records of further hosts");
    }
  }
}
