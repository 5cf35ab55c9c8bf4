package org.gabion.guard.wire;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.RequestBuilder;
import org.jspecify.annotations.Nullable;

/// The fields of one header block in the order in which they came, pseudo-header fields apart (RFC
/// 9113 section 8.3).
///
/// It stands in for the hash table that the HPACK decoder would fill: order and repetition stay
/// visible, and nothing is allocated per request. Only [#add] is meant to be called by the decoder;
/// nothing else is ever stored. Not thread safe, reused for every block of a connection.
final class FieldList extends DefaultHttp2Headers {
  private static final int FIRST_FIELDS = 16;
  private static final AsciiString METHOD = PseudoHeaderName.METHOD.value();
  private static final AsciiString SCHEME = PseudoHeaderName.SCHEME.value();
  private static final AsciiString AUTHORITY = PseudoHeaderName.AUTHORITY.value();
  private static final AsciiString PATH = PseudoHeaderName.PATH.value();
  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");

  private CharSequence[] names = new CharSequence[FIRST_FIELDS];
  private CharSequence[] values = new CharSequence[FIRST_FIELDS];
  private int count;
  private CharSequence method = "";
  private CharSequence scheme = "";
  private CharSequence authority = "";
  private CharSequence path = "";
  private boolean pseudo;
  private String problem = "";

  FieldList() {
    super(false);
  }

  /// An HPACK decoder that fills this list, bounded by [RFC 9113 section
  /// 6.5.2](https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2)'s measure of a header list.
  DefaultHttp2HeadersDecoder decoder(long maxListBytes) {
    // Field by field checks are ours: the decoder's own would throw before we know whose request it
    // was.
    return new DefaultHttp2HeadersDecoder(false, maxListBytes) {
      @Override
      protected Http2Headers newHeaders() {
        return restart();
      }
    };
  }

  private FieldList restart() {
    Arrays.fill(names, 0, count, "");
    Arrays.fill(values, 0, count, "");
    count = 0;
    method = "";
    scheme = "";
    authority = "";
    path = "";
    pseudo = false;
    problem = "";
    return this;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (!name.isEmpty() && name.charAt(0) == ':') {
      pseudo(name, value);
      return this;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    names[count] = name;
    values[count] = value;
    count++;
    return this;
  }

  private void pseudo(CharSequence name, CharSequence value) {
    pseudo = true;
    if (count > 0) {
      refuse("pseudo-header fields before all others");
    }
    if (value.isEmpty()) {
      refuse("pseudo-header fields with a value");
    }
    if (METHOD.contentEquals(name)) {
      method = once(method, value);
    } else if (PATH.contentEquals(name)) {
      path = once(path, value);
    } else if (SCHEME.contentEquals(name)) {
      scheme = once(scheme, value);
    } else if (AUTHORITY.contentEquals(name)) {
      authority = once(authority, value);
    } else {
      refuse("no other pseudo-header fields than those of a request");
    }
  }

  private CharSequence once(CharSequence before, CharSequence value) {
    if (!before.isEmpty()) {
      refuse("each pseudo-header field once");
      return before;
    }
    return value;
  }

  private void refuse(String expected) {
    if (problem.isEmpty()) {
      problem = expected;
    }
  }

  /// Whether the block has a pseudo-header field, as a trailer section must not.
  boolean hasPseudo() {
    return pseudo;
  }

  int fields() {
    return count;
  }

  CharSequence fieldName(int field) {
    return names[field];
  }

  CharSequence fieldValue(int field) {
    return values[field];
  }

  /// Lays the block out as a request; a malformed one as far as it goes, for the log.
  ///
  /// @param endStream whether no DATA follows
  /// @return why it must not be served, or null
  @Nullable Malformed layOut(Request request, HeadLimits limits, boolean endStream) {
    RequestBuilder builder = new RequestBuilder(request, limits);
    builder.start(method, path, authority);
    for (int i = 0; i < count; i++) {
      builder.field(names[i], values[i]);
    }
    @Nullable Malformed found = builder.finish(endStream);
    if (CONNECT.contentEquals(method)) {
      return new Malformed(0, "a method other than CONNECT", 405);
    }
    if (problem.isEmpty() && !HTTP.contentEquals(scheme) && !HTTPS.contentEquals(scheme)) {
      refuse("the scheme http or https");
    }
    if (!problem.isEmpty()) {
      return Malformed.badRequest(0, problem);
    }
    return found;
  }
}
