package org.gabion.mirror.capture;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gabion.mirror.archive.Place;

/// A record of an archive that may be a page, or the content of one, as the first reading notes it.
///
/// @param file which of the archives, from 0
/// @param key the page's key; empty text if it is no page of the site, but others may refer to it
/// @param names what others may call it by: its id, its address and date, its payload's digest
/// @param exchange the ids that tell which request it answers
/// @param refersTo for a revisit, what it calls the record with its content, the surest first
record Sighting(
    int file,
    Place place,
    Kind kind,
    Standing standing,
    Instant date,
    String key,
    List<Fingerprint> names,
    List<Fingerprint> exchange,
    List<Fingerprint> refersTo) {
  private static final Kind[] KINDS = Kind.values();
  private static final Standing[] STANDINGS = Standing.values();

  /// What kind of record it is.
  enum Kind {
    RESPONSE,
    RESOURCE,
    REVISIT
  }

  /// How well it stands for its page: a better one wins, however old.
  enum Standing {
    /// The operator's rules leave the page out.
    EXCLUDED,
    /// It was asked for with parameters that do not belong to the page, and may show them.
    PARAMETERS,
    /// The site failed to answer, or the recorder failed to keep all of it.
    NO_ANSWER,
    /// The same, but it is of a kind that parameters only keep out of caches, such as a style
    /// sheet.
    VARIANT,
    /// The page, or the word that it is gone or for some people only.
    ANSWER
  }

  Sighting {
    names = List.copyOf(names);
    exchange = List.copyOf(exchange);
    refersTo = List.copyOf(refersTo);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(file);
    out.writeLong(place.offset());
    out.writeLong(place.skip());
    out.writeByte(kind.ordinal());
    out.writeByte(standing.ordinal());
    out.writeLong(date.getEpochSecond());
    out.writeInt(date.getNano());
    out.writeUTF(key);
    write(out, names);
    write(out, exchange);
    write(out, refersTo);
  }

  private static void write(DataOutputStream out, List<Fingerprint> prints) throws IOException {
    out.writeByte(prints.size());
    for (Fingerprint print : prints) {
      out.writeLong(print.high());
      out.writeLong(print.low());
    }
  }

  static Sighting read(DataInputStream in) throws IOException {
    return new Sighting(
        in.readInt(),
        new Place(in.readLong(), in.readLong()),
        KINDS[in.readByte()],
        STANDINGS[in.readByte()],
        Instant.ofEpochSecond(in.readLong(), in.readInt()),
        in.readUTF(),
        prints(in),
        prints(in),
        prints(in));
  }

  private static List<Fingerprint> prints(DataInputStream in) throws IOException {
    int count = in.readByte();
    List<Fingerprint> prints = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      prints.add(new Fingerprint(in.readLong(), in.readLong()));
    }
    return prints;
  }
}
