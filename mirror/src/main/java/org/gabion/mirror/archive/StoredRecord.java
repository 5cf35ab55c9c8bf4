package org.gabion.mirror.archive;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.netpreserve.jwarc.MessageHeaders;

/// A record of a WARC: its header, and its block, which is read once, before the next record.
public final class StoredRecord {
  private final Place place;
  private final MessageHeaders fields;
  private final long length;
  private final InputStream block;

  StoredRecord(Place place, MessageHeaders fields, long length, InputStream block) {
    this.place = place;
    this.fields = fields;
    this.length = length;
    this.block = block;
  }

  public Place place() {
    return place;
  }

  /// Its type in lower case, such as `response`; empty text if it has none.
  public String type() {
    return field("WARC-Type").orElse("").toLowerCase(Locale.ROOT);
  }

  /// The address that it is about; older recorders put it in angle brackets.
  public Optional<String> target() {
    return field("WARC-Target-URI").map(StoredRecord::bare);
  }

  /// When it was captured; the epoch if that can not be read.
  public Instant date() {
    try {
      return Instant.parse(field("WARC-Date").orElse(""));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  /// The id or address that a field names; empty if there is none.
  public Optional<String> reference(String name) {
    return field(name).map(StoredRecord::bare);
  }

  /// All ids that a field names.
  public List<String> references(String name) {
    return fields.all(name).stream().map(StoredRecord::bare).toList();
  }

  public Optional<String> field(String name) {
    return fields.first(name).filter(value -> !value.isBlank());
  }

  private static String bare(String value) {
    return value.startsWith("<") && value.endsWith(">") && value.length() > 1
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /// Of the block, in bytes.
  public long length() {
    return length;
  }

  public InputStream block() {
    return block;
  }
}
