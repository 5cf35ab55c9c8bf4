package org.gabion.mirror.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.netpreserve.jwarc.HttpParser;
import org.netpreserve.jwarc.MessageHeaders;

/// An HTTP message in the block of a record, as it went over the wire (RFC 9112). The payload is
/// read once.
public final class HttpBlock {
  private static final int MAX_HEAD = 256 << 10;
  private static final int PIECE = 4 << 10;

  private final int status;
  private final String method;
  private final HttpHeaders headers;
  private final InputStream payload;

  private HttpBlock(int status, String method, HttpHeaders headers, InputStream payload) {
    this.status = status;
    this.method = method;
    this.headers = headers;
    this.payload = payload;
  }

  /// Reads an answer.
  ///
  /// @throws CodingFault if it is none
  public static HttpBlock response(InputStream block) throws IOException {
    HttpParser parser = new HttpParser();
    parser.lenientResponse();
    InputStream payload = parse(parser, block);
    return new HttpBlock(parser.status(), "", headers(parser), payload);
  }

  /// Reads a request.
  ///
  /// @throws CodingFault if it is none
  public static HttpBlock request(InputStream block) throws IOException {
    HttpParser parser = new HttpParser();
    parser.lenientRequest();
    InputStream payload = parse(parser, block);
    return new HttpBlock(0, parser.method().toUpperCase(Locale.ROOT), headers(parser), payload);
  }

  private static InputStream parse(HttpParser parser, InputStream block) throws IOException {
    int size = 0;
    while (size < MAX_HEAD) {
      byte[] piece = block.readNBytes(PIECE);
      size += piece.length;
      ByteBuffer buffer = ByteBuffer.wrap(piece);
      parser.parse(buffer);
      if (parser.isFinished()) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return new SequenceInputStream(new ByteArrayInputStream(rest), block);
      }
      if (parser.isError() || piece.length < PIECE) {
        throw new CodingFault("it holds no whole HTTP header");
      }
    }
    throw new CodingFault("its HTTP header is longer than " + MAX_HEAD + " bytes");
  }

  private static HttpHeaders headers(HttpParser parser) {
    MessageHeaders parsed = parser.headers();
    Map<String, List<String>> fields = new HashMap<>();
    for (Map.Entry<String, List<String>> field : parsed.map().entrySet()) {
      String name = field.getKey().trim().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        fields.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(field.getValue());
      }
    }
    return HttpHeaders.of(fields, (_, _) -> true);
  }

  /// The status of an answer; 0 for a request.
  public int status() {
    return status;
  }

  /// The method of a request in capital letters; empty for an answer.
  public String method() {
    return method;
  }

  public HttpHeaders headers() {
    return headers;
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /// What follows the header, as it was coded on the wire.
  public InputStream payload() {
    return payload;
  }
}
