package org.gabion.mirror.check;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes a database of addresses in the format of MaxMind DB 2.0, as small as it can be.
///
/// ```text
/// | search tree: nodes of 2 * 24 bits | 16 zeros | data | ab cd ef "MaxMind.com" | metadata |
/// ```
///
/// A record below the number of nodes is a node, that number itself is nothing, and anything above
/// is that number + 16 + the offset in the data. Source: MaxMind DB File Format Specification, 2.0.
final class AddressDatabase {
  private static final int SEPARATOR = 16;
  private static final byte[] MARKER = {(byte) 0xab, (byte) 0xcd, (byte) 0xef};

  private final int version;
  private final List<Entry[]> nodes = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /// Where a bit leads.
  private sealed interface Entry {
    record Nothing() implements Entry {}

    record Node(int number) implements Entry {}

    record Data(int offset) implements Entry {}
  }

  /// @param version of the addresses, 4 or 6; a tree for 6 has those of 4 as `::a.b.c.d`
  AddressDatabase(int version) {
    this.version = version;
    addNode(new Entry.Nothing());
  }

  private int addNode(Entry both) {
    nodes.add(new Entry[] {both, both});
    return nodes.size() - 1;
  }

  /// Gives a prefix a record; a longer prefix is named after those that hold it.
  ///
  /// @param prefix such as `203.0.113.0/24`
  /// @param record a text, a number, or a map of these
  AddressDatabase with(String prefix, Object record) {
    int slash = prefix.indexOf('/');
    byte[] address = InetAddress.ofLiteral(prefix.substring(0, slash)).getAddress();
    int length = Integer.parseInt(prefix.substring(slash + 1));
    if (version == 6 && address.length == 4) {
      byte[] wide = new byte[16];
      System.arraycopy(address, 0, wide, 12, 4);
      address = wide;
      length += 96;
    }
    int offset = data.size();
    value(data, record);
    int node = 0;
    for (int i = 0; i < length - 1; i++) {
      node = below(node, bit(address, i));
    }
    nodes.get(node)[bit(address, length - 1)] = new Entry.Data(offset);
    return this;
  }

  private static int bit(byte[] address, int at) {
    return address[at / 8] >> 7 - at % 8 & 1;
  }

  private int below(int node, int bit) {
    Entry entry = nodes.get(node)[bit];
    if (entry instanceof Entry.Node next) {
      return next.number();
    }
    int added = addNode(entry);
    nodes.get(node)[bit] = new Entry.Node(added);
    return added;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  private byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Entry[] node : nodes) {
      for (Entry entry : node) {
        bigEndian(all, record(entry), 3);
      }
    }
    all.writeBytes(new byte[SEPARATOR]);
    all.writeBytes(data.toByteArray());
    all.writeBytes(MARKER);
    all.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("node_count", nodes.size());
    metadata.put("record_size", (short) 24);
    metadata.put("ip_version", (short) version);
    metadata.put("database_type", "Test");
    metadata.put("languages", List.of("en"));
    metadata.put("binary_format_major_version", (short) 2);
    metadata.put("binary_format_minor_version", (short) 0);
    metadata.put("build_epoch", BigInteger.valueOf(1_767_225_600));
    metadata.put("description", Map.of("en", "For a test"));
    value(all, metadata);
    return all.toByteArray();
  }

  private int record(Entry entry) {
    return switch (entry) {
      case Entry.Node node -> node.number();
      case Entry.Nothing _ -> nodes.size();
      case Entry.Data at -> nodes.size() + SEPARATOR + at.offset();
    };
  }

  private static void bigEndian(ByteArrayOutputStream out, long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >> shift));
    }
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(out, 2, bytes.length);
        out.writeBytes(bytes);
      }
      case Short number -> number(out, 5, number, 2);
      case Integer number -> number(out, 6, number, 4);
      case BigInteger number -> number(out, 9, number.longValueExact(), 8);
      case Map<?, ?> map -> {
        control(out, 7, map.size());
        map.forEach(
            (name, inner) -> {
              value(out, name);
              value(out, inner);
            });
      }
      case List<?> list -> {
        control(out, 11, list.size());
        list.forEach(inner -> value(out, inner));
      }
      default -> throw new IllegalArgumentException("no such type here: " + value.getClass());
    }
  }

  private static void number(ByteArrayOutputStream out, int type, long number, int bytes) {
    control(out, type, bytes);
    bigEndian(out, number, bytes);
  }

  /// Three bits of type and five of size; types from 8 on, and sizes from 29 on, take another byte.
  private static void control(ByteArrayOutputStream out, int type, int size) {
    if (size > 28 + 256) {
      throw new IllegalArgumentException("too long for a test: " + size);
    }
    out.write((type < 8 ? type << 5 : 0) | Math.min(size, 29));
    if (type >= 8) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }
}
