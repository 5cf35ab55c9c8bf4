package org.gabion.mirror.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// An answer to a GET (RFC 9112), read strictly and never beyond its bounds.
///
/// ```
///   HTTP/1.1 200 OK CR LF      status line
///   name: value CR LF          at most 16 KiB of them
///   CR LF
///   body                       chunked, of a stated length, or until the connection ends
/// ```
///
/// @param body empty unless the status is 200
/// @param keepsOpen whether the connection can take the next request
record HttpReply(int status, byte[] body, boolean keepsOpen) {
  private static final int MOST_HEAD = 16 << 10;
  private static final int MOST_CHUNK_LINE = 256;
  private static final int MOST_INTERIM = 4;
  private static final int AT_ONCE = 1 << 20;
  private static final int MOST_ERROR_BODY = 64 << 10;

  /// @param first the first byte of it, read before
  /// @param limit of the body of a 200
  static HttpReply read(int first, InputStream in, int limit) throws IOException {
    Lines lines = new Lines(first, in);
    for (int i = 0; i < MOST_INTERIM; i++) {
      String statusLine = lines.next();
      int status = status(statusLine);
      Map<String, String> fields = fields(lines);
      if (status >= 200) {
        return body(status, statusLine.startsWith("HTTP/1.1"), fields, in, limit);
      }
    }
    throw new AnswerFault("only interim answers");
  }

  private static int status(String line) throws AnswerFault {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new AnswerFault("no HTTP");
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private static Map<String, String> fields(Lines lines) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (true) {
      String line = lines.next();
      if (line.isEmpty()) {
        return fields;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new AnswerFault("a malformed header field");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      String before = fields.put(name, value);
      if (before != null && !before.equals(value) && name.equals("content-length")) {
        throw new AnswerFault("two lengths");
      }
    }
  }

  private static HttpReply body(
      int status, boolean isCurrent, Map<String, String> fields, InputStream in, int limit)
      throws IOException {
    int most = status == 200 ? limit : MOST_ERROR_BODY;
    boolean keeps =
        isCurrent
            && !fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    String encoding = fields.getOrDefault("content-encoding", "identity");
    if (status == 200 && !encoding.equalsIgnoreCase("identity")) {
      throw new AnswerFault("answers with an encoding that was not asked for");
    }
    if (status == 204 || status == 304) {
      return new HttpReply(status, new byte[0], keeps);
    }
    byte[] body;
    String transfer = fields.get("transfer-encoding");
    String length = fields.get("content-length");
    try {
      if (transfer != null) {
        body = chunked(transfer, in, most);
      } else if (length != null) {
        body = sized(length, in, most);
      } else {
        keeps = false;
        body = rest(in, most);
      }
    } catch (AnswerFault e) {
      if (status == 200) {
        throw e;
      }
      // The status says it all.
      return new HttpReply(status, new byte[0], false);
    }
    return new HttpReply(status, status == 200 ? body : new byte[0], keeps);
  }

  private static byte[] sized(String length, InputStream in, int most) throws IOException {
    if (length.isEmpty() || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new AnswerFault("a malformed length");
    }
    if (length.length() > 9 || Integer.parseInt(length) > most) {
      throw AnswerFault.tooLarge(most);
    }
    int size = Integer.parseInt(length);
    // What a peer only promises takes no memory beyond an object's.
    byte[] body = size <= AT_ONCE ? new byte[size] : in.readNBytes(size);
    int read = size <= AT_ONCE ? in.readNBytes(body, 0, size) : body.length;
    if (read < size) {
      throw new EOFException("the connection was closed after " + read + " bytes");
    }
    return body;
  }

  private static byte[] rest(InputStream in, int most) throws IOException {
    byte[] body = in.readNBytes(most + 1);
    if (body.length > most) {
      throw AnswerFault.tooLarge(most);
    }
    return body;
  }

  private static byte[] chunked(String transfer, InputStream in, int most) throws IOException {
    if (!transfer.equalsIgnoreCase("chunked")) {
      throw new AnswerFault("an unknown transfer encoding");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Lines lines = new Lines(-1, in);
    while (true) {
      int size = chunkSize(lines.next(MOST_CHUNK_LINE));
      if (size == 0) {
        fields(lines);
        return body.toByteArray();
      }
      if (size > most - body.size()) {
        throw AnswerFault.tooLarge(most);
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new EOFException("the connection was closed within a chunk");
      }
      body.write(chunk, 0, size);
      if (!lines.next(2).isEmpty()) {
        throw new AnswerFault("a malformed chunk");
      }
    }
  }

  private static int chunkSize(String line) throws AnswerFault {
    int end = line.indexOf(';');
    String digits = (end < 0 ? line : line.substring(0, end)).strip();
    if (!digits.matches("[0-9a-fA-F]{1,7}")) {
      throw new AnswerFault("a malformed chunk");
    }
    return Integer.parseInt(digits, 16);
  }

  /// Lines of a head; all of them together are bounded.
  private static final class Lines {
    private final InputStream in;
    private int ahead;
    private int left = MOST_HEAD;

    /// @param ahead a byte that was read before; -1 for none
    Lines(int ahead, InputStream in) {
      this.ahead = ahead;
      this.in = in;
    }

    String next() throws IOException {
      return next(left);
    }

    String next(int most) throws IOException {
      byte[] line = new byte[128];
      int length = 0;
      while (true) {
        int b = ahead >= 0 ? ahead : in.read();
        ahead = -1;
        if (b < 0) {
          throw new EOFException("the connection was closed within a head");
        }
        if (b == '\n') {
          left = Math.max(0, left - length - 1);
          int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
          return new String(line, 0, end, StandardCharsets.ISO_8859_1);
        }
        if (length >= most) {
          throw new AnswerFault("a head that is too long");
        }
        if (length == line.length) {
          line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = (byte) b;
      }
    }
  }
}
