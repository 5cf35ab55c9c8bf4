package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields of a request or response head: byte ranges over one array that grows to the
/// configured size and is reused.
///
/// Not thread safe: one writer, which reuses it for the next head. Ranges are valid until the next
/// head is read.
public abstract sealed class Head permits Request, Response, Trailers {
  private static final int INTS_PER_FIELD = 4;

  byte[] bytes;
  int length;
  private int[] ranges = new int[INTS_PER_FIELD * 16];
  private @Nullable KnownHeader[] names = new @Nullable KnownHeader[16];
  private int count;
  private long presence;
  private long orderHash;
  private final int[] firstOf = new int[KnownHeader.values().length];

  Head(int initialBytes) {
    this.bytes = new byte[initialBytes];
  }

  /// Forgets the fields; keeps the arrays.
  void clearFields() {
    count = 0;
    presence = 0;
    orderHash = 0xcbf29ce484222325L;
  }

  /// The array that the ranges point into; only to be read.
  public final byte[] bytes() {
    return bytes;
  }

  /// How many bytes of [#bytes] are in use.
  public final int length() {
    return length;
  }

  /// Makes room for `more` bytes after [#length].
  public final void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  /// Tells that `more` bytes were written into [#bytes] behind [#length].
  public final void grow(int more) {
    length += more;
  }

  /// Forgets what is behind the first `bytes`: it belongs to a body.
  public final void trim(int bytes) {
    length = bytes;
  }

  /// The number of fields, repeated ones counted each.
  public final int count() {
    return count;
  }

  public final int nameStart(int field) {
    return ranges[field * INTS_PER_FIELD];
  }

  public final int nameEnd(int field) {
    return ranges[field * INTS_PER_FIELD + 1];
  }

  public final int valueStart(int field) {
    return ranges[field * INTS_PER_FIELD + 2];
  }

  public final int valueEnd(int field) {
    return ranges[field * INTS_PER_FIELD + 3];
  }

  /// Which known field this is; null for any other.
  public final @Nullable KnownHeader known(int field) {
    return names[field];
  }

  /// One bit per known field that is there: [KnownHeader#bit].
  public final long presence() {
    return presence;
  }

  /// FNV-1a style hash over the lower-case names in their order; not keyed.
  public final long orderHash() {
    return orderHash;
  }

  public final boolean has(KnownHeader header) {
    return (presence & header.bit()) != 0;
  }

  /// The index of the first field with this name, or -1.
  public final int find(KnownHeader header) {
    return has(header) ? firstOf[header.ordinal()] : -1;
  }

  /// The index of the next field with the same name after `field`, or -1.
  public final int next(int field) {
    KnownHeader header = names[field];
    for (int i = field + 1; i < count; i++) {
      if (names[i] == header) {
        return i;
      }
    }
    return -1;
  }

  /// The first value as text (ISO-8859-1); empty if the field is not there. For rare paths: it
  /// allocates.
  public final String text(KnownHeader header) {
    int field = find(header);
    return field < 0 ? "" : text(valueStart(field), valueEnd(field));
  }

  /// The range as text (ISO-8859-1); it allocates.
  public final String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /// Whether the field's value equals `lowerCase`, letters compared without case.
  final boolean valueIs(int field, byte[] lowerCase) {
    return FieldRules.equalsLowerCase(bytes, valueStart(field), valueEnd(field), lowerCase);
  }

  /// Decimal digits only, at most 18 of them; -1 for anything else.
  final long decimal(int from, int to) {
    if (to == from || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /// Whether one element of the comma-separated lists in all fields of this name equals
  /// `lowerCase`, letters compared without case.
  final boolean lists(KnownHeader header, byte[] lowerCase) {
    return lists(header, lowerCase, 0, lowerCase.length);
  }

  private boolean lists(KnownHeader header, byte[] wanted, int wantedFrom, int wantedTo) {
    for (int field = find(header); field >= 0; field = next(field)) {
      int end = valueEnd(field);
      for (int at = valueStart(field); at < end; ) {
        int comma = at;
        while (comma < end && bytes[comma] != ',') {
          comma++;
        }
        if (FieldRules.equalsIgnoreCase(
            bytes, skipSpace(at, comma), trimSpace(at, comma), wanted, wantedFrom, wantedTo)) {
          return true;
        }
        at = comma + 1;
      }
    }
    return false;
  }

  /// Whether the Connection field names this field, and so asks to drop it on the way (RFC 9110
  /// section 7.6.1). Fields that the guard knows can not be named away: the hop-by-hop ones among
  /// them are dropped anyway.
  public final boolean isNominated(int field) {
    return has(KnownHeader.CONNECTION)
        && known(field) == null
        && lists(KnownHeader.CONNECTION, bytes, nameStart(field), nameEnd(field));
  }

  private int skipSpace(int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private int trimSpace(int from, int to) {
    int at = to;
    while (at > from && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
      at--;
    }
    return at;
  }

  void add(int nameStart, int nameEnd, int valueStart, int valueEnd, int hash) {
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      ranges = Arrays.copyOf(ranges, ranges.length * 2);
    }
    int at = count * INTS_PER_FIELD;
    ranges[at] = nameStart;
    ranges[at + 1] = nameEnd;
    ranges[at + 2] = valueStart;
    ranges[at + 3] = valueEnd;
    KnownHeader header = KnownHeader.find(bytes, nameStart, nameEnd, hash);
    names[count] = header;
    if (header != null) {
      if ((presence & header.bit()) == 0) {
        firstOf[header.ordinal()] = count;
        presence |= header.bit();
      }
    }
    orderHash = (orderHash ^ hash) * 0x100000001b3L;
    count++;
  }
}
