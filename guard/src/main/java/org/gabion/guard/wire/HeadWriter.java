package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gabion.core.request.FieldRules;

/// A growing byte array that heads are written into before they go to a socket in one piece; one
/// per event loop, reused.
final class HeadWriter {
  private byte[] bytes = new byte[4096];
  private int length;

  HeadWriter clear() {
    length = 0;
    return this;
  }

  HeadWriter put(byte[] source, int from, int to) {
    int count = to - from;
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /// The range with its letters in lower case, as HTTP/2 wants field names.
  HeadWriter putLowerCase(byte[] source, int from, int to) {
    ensure(to - from);
    for (int i = from; i < to; i++) {
      bytes[length++] = FieldRules.lower(source[i]);
    }
    return this;
  }

  HeadWriter put(byte[] source) {
    return put(source, 0, source.length);
  }

  HeadWriter put(byte b) {
    ensure(1);
    bytes[length++] = b;
    return this;
  }

  /// Text of Latin-1 characters.
  @SuppressWarnings(
      "deprecation") // getBytes(int, int, byte[], int) copies Latin-1 text without garbage
  HeadWriter put(String text) {
    int count = text.length();
    ensure(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  HeadWriter put(long number) {
    ensure(20);
    if (number < 0) {
      throw new IllegalArgumentException("negative: " + number);
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  HeadWriter crlf() {
    ensure(2);
    bytes[length++] = '\r';
    bytes[length++] = '\n';
    return this;
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /// The bytes in a buffer of their own, with room for `more`.
  ByteBuf toBuffer(ByteBufAllocator allocator, int more) {
    ByteBuf buffer = allocator.directBuffer(length + more);
    buffer.writeBytes(bytes, 0, length);
    return buffer;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
