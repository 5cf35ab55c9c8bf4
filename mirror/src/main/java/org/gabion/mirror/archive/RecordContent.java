package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The content of a record, decoded, and checked against the record's digests. One thread, once.
///
/// A payload digest may be that of the bytes on the wire or of those without chunks: recorders
/// differ.
public final class RecordContent implements AutoCloseable {
  private final ArchiveLimits limits;
  private final Optional<HttpBlock> http;
  private final Form form;
  private final Optional<DigestCheck> ofBlock;
  private final List<DigestCheck> onWire = new ArrayList<>();
  private final List<DigestCheck> unchunked = new ArrayList<>();
  private final InputStream block;
  private final CountedInput payload;
  private final InputStream transferred;
  private Optional<InputStream> opened = Optional.empty();
  private long unpacked;

  private enum Form {
    ANSWER,
    HEAD,
    RESOURCE
  }

  private RecordContent(
      StoredRecord record, Form form, List<String> payloadDigests, ArchiveLimits limits)
      throws IOException {
    this.limits = limits;
    this.form = form;
    Optional<String> blockDigest = record.field("WARC-Block-Digest");
    this.ofBlock = blockDigest.isPresent() ? DigestCheck.of(blockDigest.get()) : Optional.empty();
    this.block = ofBlock.map(check -> check.of(record.block())).orElse(record.block());
    this.http = form == Form.RESOURCE ? Optional.empty() : Optional.of(HttpBlock.response(block));
    for (String digest : payloadDigests) {
      DigestCheck.of(digest).ifPresent(onWire::add);
      DigestCheck.of(digest).ifPresent(unchunked::add);
    }
    InputStream raw = http.map(HttpBlock::payload).orElse(block);
    this.payload = new CountedInput(through(onWire, raw));
    this.transferred = through(unchunked, isChunked() ? new ChunkedInput(payload) : payload);
  }

  private static InputStream through(List<DigestCheck> checks, InputStream in) {
    InputStream out = in;
    for (DigestCheck check : checks) {
      out = check.of(out);
    }
    return out;
  }

  /// The content of an answer.
  ///
  /// @param digests of the payload that others name for it
  /// @throws CodingFault if it is no HTTP answer
  public static RecordContent response(
      StoredRecord record, List<String> digests, ArchiveLimits limits) throws IOException {
    return new RecordContent(record, Form.ANSWER, all(record, digests), limits);
  }

  /// The header of an answer whose content is in another record.
  ///
  /// @throws CodingFault if it is no HTTP answer
  public static RecordContent head(StoredRecord record, ArchiveLimits limits) throws IOException {
    return new RecordContent(record, Form.HEAD, List.of(), limits);
  }

  /// The content of a record that is a page as a whole.
  public static RecordContent resource(
      StoredRecord record, List<String> digests, ArchiveLimits limits) throws IOException {
    return new RecordContent(record, Form.RESOURCE, all(record, digests), limits);
  }

  private static List<String> all(StoredRecord record, List<String> digests) {
    List<String> all = new ArrayList<>(digests);
    record.field("WARC-Payload-Digest").ifPresent(all::add);
    return all;
  }

  private boolean isChunked() {
    return http.map(message -> message.headers().allValues("transfer-encoding")).stream()
        .flatMap(List::stream)
        .anyMatch(value -> value.strip().equalsIgnoreCase("chunked"));
  }

  /// The answer; empty for a record that is none.
  public Optional<HttpBlock> http() {
    return http;
  }

  /// The decoded content. Throws [CodingFault], `ZipException` or `EOFException` where the coding
  /// is damaged, and [CodingFault] where it unpacks too far.
  public InputStream open() throws IOException {
    List<String> codings =
        http.map(message -> message.headers().allValues("content-encoding")).orElse(List.of());
    InputStream decoded = ContentCodings.decoded(transferred, codings);
    opened = Optional.of(decoded);
    return new Unpacked(decoded);
  }

  /// How many bytes were read and unpacked so far.
  public long work() {
    return payload.count() + unpacked;
  }

  /// Reads what is left, and compares the digests.
  ///
  /// @throws CodingFault if one does not match, or the content is shorter than it says
  public void verify() throws IOException {
    transferred.transferTo(OutputStream.nullOutputStream());
    payload.transferTo(OutputStream.nullOutputStream());
    block.transferTo(OutputStream.nullOutputStream());
    if (ofBlock.isPresent() && !ofBlock.get().matches()) {
      throw new CodingFault("its digest does not match: the block is not what was recorded");
    }
    for (int i = 0; i < onWire.size(); i++) {
      if (!onWire.get(i).matches() && !unchunked.get(i).matches()) {
        throw new CodingFault("its digest does not match: the content is not what was recorded");
      }
    }
    if (form == Form.ANSWER && onWire.isEmpty() && !isChunked()) {
      checkLength();
    }
  }

  private void checkLength() throws CodingFault {
    long said =
        http.flatMap(message -> message.header("content-length"))
            .map(RecordContent::number)
            .orElse(0L);
    if (payload.count() < said) {
      throw new CodingFault(
          "it breaks off: " + payload.count() + " of " + said + " bytes are there");
    }
  }

  private static long number(String text) {
    boolean number =
        !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Long.parseLong(text) : 0;
  }

  @Override
  public void close() throws IOException {
    if (opened.isPresent()) {
      opened.get().close();
    }
  }

  /// Stops a content that unpacks too far.
  private final class Unpacked extends InputStream {
    private final InputStream in;

    Unpacked(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = in.read(target, from, length);
      unpacked += Math.max(0, read);
      if (limits.isBomb(payload.count(), unpacked)) {
        throw new CodingFault("it unpacks to more than " + limits.maxRatio() + " times its size");
      }
      return read;
    }
  }
}
