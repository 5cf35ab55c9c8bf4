package org.gabion.mirror.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import org.gabion.mirror.archive.ArchiveLimits;
import org.gabion.mirror.archive.CodingFault;
import org.gabion.mirror.archive.HttpBlock;
import org.gabion.mirror.archive.RecordContent;
import org.gabion.mirror.archive.RecordReader;
import org.gabion.mirror.archive.StoredRecord;
import org.gabion.mirror.archive.WarcFile;

/// Reads chosen records as the answers that they keep, decoded and compared with their digests.
/// Cheapest in the order of their places. One thread.
final class ArchivedAnswers implements AutoCloseable {
  private static final int NOT_MODIFIED = 304;

  /// Readers that are kept open; those of more files are opened anew.
  private static final int MAX_OPEN = 64;

  private final List<WarcFile> files;
  private final ArchiveLimits limits;
  private final Spool spool;
  private final Map<Integer, RecordReader> readers = new HashMap<>();
  private long work;

  ArchivedAnswers(List<WarcFile> files, ArchiveLimits limits, Spool spool) {
    this.files = files;
    this.limits = limits;
    this.spool = spool;
  }

  /// The answer for a page. The caller closes its body.
  Answer read(PageChoice.Chosen chosen) throws IOException {
    PageChoice.Spot spot = chosen.pick().spot();
    try {
      return switch (spot.kind()) {
        case RESPONSE, RESOURCE -> whole(spot, List.of());
        case REVISIT -> revisit(spot, chosen.original());
      };
    } catch (CodingFault e) {
      return new Answer.Failed(String.valueOf(e.getMessage()));
    } catch (EOFException e) {
      return new Answer.Failed("its content breaks off");
    } catch (ZipException e) {
      return new Answer.Failed("the coding of its content is damaged");
    }
  }

  private StoredRecord record(PageChoice.Spot spot) throws IOException {
    RecordReader reader = readers.get(spot.file());
    if (reader == null) {
      if (readers.size() >= MAX_OPEN) {
        close();
      }
      reader = files.get(spot.file()).reader();
      readers.put(spot.file(), reader);
    }
    return reader.at(spot.place());
  }

  private static Optional<String> objection(StoredRecord record) {
    if (record.field("WARC-Segment-Number").isPresent()) {
      return Optional.of("its record is cut into segments, which are not put together here");
    }
    return record
        .field("WARC-Truncated")
        .map(why -> "the recorder did not keep all of it (" + why + ")");
  }

  /// @param digests of the payload that a revisit names for it
  private Answer whole(PageChoice.Spot spot, List<String> digests) throws IOException {
    StoredRecord record = record(spot);
    Optional<String> objection = objection(record);
    if (objection.isPresent()) {
      return new Answer.Failed(objection.get());
    }
    if (work > 2 * limits.maxTotalBytes()) {
      // Many records may refer to one large one.
      return new Answer.TooLarge(
          "the pages before it took " + limits.maxTotalBytes() + " bytes already");
    }
    boolean isResource = spot.kind() == Sighting.Kind.RESOURCE;
    try (RecordContent content =
        isResource
            ? RecordContent.resource(record, digests, limits)
            : RecordContent.response(record, digests, limits)) {
      try {
        return answer(record, content);
      } finally {
        work += content.work();
      }
    }
  }

  private Answer answer(StoredRecord record, RecordContent content) throws IOException {
    int status = content.http().map(HttpBlock::status).orElse(200);
    HttpHeaders headers = content.http().map(HttpBlock::headers).orElseGet(() -> headers(record));
    return status == 200 || status == 404 || status == 410
        ? withContent(content, status, headers)
        : withoutContent(content, status, headers);
  }

  private static HttpHeaders headers(StoredRecord record) {
    Map<String, List<String>> fields = new HashMap<>();
    record.field("Content-Type").ifPresent(type -> fields.put("content-type", List.of(type)));
    return HttpHeaders.of(fields, (_, _) -> true);
  }

  private static Answer withoutContent(RecordContent content, int status, HttpHeaders headers)
      throws IOException {
    content.verify();
    return new Answer.Got(status, headers, Body.EMPTY);
  }

  private Answer withContent(RecordContent content, int status, HttpHeaders headers)
      throws IOException {
    Optional<Body> body;
    try (InputStream in = content.open()) {
      body = spool.take(in, limits.maxPageBytes());
    }
    if (body.isEmpty()) {
      return new Answer.TooLarge("more than " + limits.maxPageBytes() + " bytes");
    }
    boolean good = false;
    try {
      content.verify();
      good = true;
      return new Answer.Got(status, headers, body.get());
    } finally {
      if (!good) {
        body.get().close();
      }
    }
  }

  /// A page that was seen again: its header is here, its content in another record.
  private Answer revisit(PageChoice.Spot spot, Optional<PageChoice.Spot> original)
      throws IOException {
    StoredRecord record = record(spot);
    if (original.isEmpty()) {
      return new Answer.Failed(
          "its content is in a record that is not here; import the archive that has it as well");
    }
    if (isPackedAsAWhole(spot) || isPackedAsAWhole(original.get())) {
      return new Answer.Failed(
          "its archive is packed as a whole, and refers from one record to another; unpack it with"
              + " gunzip first");
    }
    boolean bare = record.length() == 0;
    int status = 0;
    HttpHeaders headers = headers(record);
    if (!bare) {
      // The content is not here, so there is only the block's own digest to compare.
      try (RecordContent head = RecordContent.head(record, limits)) {
        HttpBlock http = head.http().orElseThrow();
        status = http.status();
        headers = http.headers();
        head.verify();
      }
    }
    List<String> digests =
        status == NOT_MODIFIED ? List.of() : record.field("WARC-Payload-Digest").stream().toList();
    Answer content = whole(original.get(), digests);
    if (bare || status == NOT_MODIFIED || !(content instanceof Answer.Got got)) {
      return content;
    }
    Optional<String> objection = PrivacyGate.objection(got);
    if (objection.isPresent()) {
      // What is for one visitor stays so, whoever refers to it: let the header say it.
      return content;
    }
    return new Answer.Got(status, headers, got.body());
  }

  private static boolean isPackedAsAWhole(PageChoice.Spot spot) {
    return spot.place().skip() > 0;
  }

  @Override
  public void close() throws IOException {
    for (RecordReader reader : readers.values()) {
      reader.close();
    }
    readers.clear();
  }
}
