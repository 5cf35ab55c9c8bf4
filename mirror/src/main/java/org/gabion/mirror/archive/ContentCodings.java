package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Undoes the codings of a content (RFC 9110 section 8.4): gzip and deflate, which the JDK knows.
/// Stateless.
///
/// Some recorders keep the header field and store the content decoded: what does not begin as gzip
/// is handed on as it is.
final class ContentCodings {
  private static final int MAX_CODINGS = 3;

  private ContentCodings() {}

  /// @param fields the values of `content-encoding`
  /// @throws CodingFault if a coding is not known
  static InputStream decoded(InputStream content, List<String> fields) throws IOException {
    PushbackInputStream in = new PushbackInputStream(content, 2);
    int first = in.read();
    if (first < 0) {
      // What has no content has no coding either, whatever its fields say.
      return InputStream.nullInputStream();
    }
    in.unread(first);
    List<String> codings =
        List.of(String.join(",", fields).toLowerCase(Locale.ROOT).split(",", -1)).stream()
            .map(String::strip)
            .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
            .toList();
    if (codings.size() > MAX_CODINGS) {
      throw new CodingFault("it is coded more than " + MAX_CODINGS + " times");
    }
    InputStream decoded = in;
    for (String coding : codings.reversed()) {
      decoded = decoded(decoded, coding);
    }
    return decoded;
  }

  private static InputStream decoded(InputStream in, String coding) throws IOException {
    PushbackInputStream coded = new PushbackInputStream(in, 2);
    byte[] begin = coded.readNBytes(2);
    coded.unread(begin);
    int magic = begin.length < 2 ? 0 : (begin[0] & 0xff) << 8 | begin[1] & 0xff;
    return switch (coding) {
      case "gzip", "x-gzip" -> magic == 0x1f8b ? new GZIPInputStream(coded) : coded;
      case "deflate" -> {
        // Half of all servers leave out the frame that the RFC asks for.
        boolean framed = (magic >> 8 & 0x0f) == 8 && magic % 31 == 0;
        yield inflated(coded, new Inflater(!framed));
      }
      case "br" ->
          throw new CodingFault(
              "it is coded with brotli, which can not be read here; record it again without 'br' in"
                  + " Accept-Encoding, or with a tool that stores pages decoded");
      default ->
          throw new CodingFault(
              "it is coded as '" + shown(coding) + "', which can not be read here");
    };
  }

  private static InputStream inflated(InputStream in, Inflater inflater) {
    return new InflaterInputStream(in, inflater) {
      @Override
      public void close() throws IOException {
        inflater.end();
        super.close();
      }
    };
  }

  private static String shown(String coding) {
    return coding.length() > 40 ? coding.substring(0, 40) + "..." : coding;
  }
}
