package org.gabion.analyze.input;

import java.io.IOException;

/// What a file is packed in, told by its first bytes.
enum Container {
  PLAIN,
  GZIP,
  ZSTD;

  /// Bytes that [#of] looks at.
  static final int HEAD = 8;

  /// @param head the first bytes, fewer for a shorter file
  /// @throws InputException if they are those of a packing that is not read
  static Container of(String name, byte[] head) throws IOException {
    if (begins(head, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (begins(head, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(head)) {
      return ZSTD;
    }
    refuse(name, "bzip2", begins(head, 'B', 'Z', 'h'));
    refuse(name, "xz", begins(head, 0xfd, '7', 'z', 'X', 'Z'));
    refuse(name, "zip", begins(head, 'P', 'K', 3, 4));
    refuse(name, "compress", begins(head, 0x1f, 0x9d));
    refuse(name, "lz4", begins(head, 0x04, 0x22, 0x4d, 0x18));
    if (begins(head, 0xff, 0xfe) || begins(head, 0xfe, 0xff)) {
      throw new InputException(name + " is UTF-16 text: convert it to UTF-8 first");
    }
    return PLAIN;
  }

  // Zstandard (RFC 8878), 3.1.2: such a frame may stand before the first one with content.
  private static boolean isSkippableFrame(byte[] head) {
    return head.length >= 4
        && (head[0] & 0xf0) == 0x50
        && begins(new byte[] {head[1], head[2], head[3]}, 0x2a, 0x4d, 0x18);
  }

  private static void refuse(String name, String packing, boolean is) throws IOException {
    if (is) {
      throw new InputException(
          name + " is packed with " + packing + ", which is not read: unpack it first");
    }
  }

  private static boolean begins(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
