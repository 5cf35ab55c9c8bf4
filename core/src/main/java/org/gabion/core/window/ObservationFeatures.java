package org.gabion.core.window;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.Features;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;

/// Tells a [Features] what an [Observation] tells. Stateless.
///
/// Gives the same values as the line that the access log writes of it: what the log leaves out
/// because it was absent or empty counts here as there as an empty text. A test of the lab compares
/// what is found in a guard's traffic with what is found in the log that it wrote.
public final class ObservationFeatures {
  private static final byte[] HTTP_10 = "HTTP/1.0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_11 = "HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_2 = "HTTP/2".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONE = {};

  private ObservationFeatures() {}

  /// Allocates nothing.
  public static void fill(Features features, Observation o) {
    Request r = o.request;
    features.clear();
    features.startMicros = o.endMicros();
    features.client(o.client.high(), o.client.low());
    asked(features, r);
    looks(features, r);
    tls(features, o.tlsVersion);
    features.status(o.status);
    features.bytes = Math.max(0, o.bytesOut);
    features.totalMicros = o.totalMicros;
    features.queueMicros = o.queueMicros;
    features.originMicros = o.originMicros;
  }

  private static void asked(Features features, Request r) {
    byte[] b = r.bytes();
    if (r.methodEnd() > r.methodStart()) {
      features.method(b, r.methodStart(), r.methodEnd());
    }
    if (r.targetEnd() > r.targetStart()) {
      features.target(b, r.targetStart(), r.targetEnd());
    }
    byte[] protocol = r.version() == 11 ? HTTP_11 : r.version() == 20 ? HTTP_2 : HTTP_10;
    features.protocol(protocol, 0, protocol.length);
    if (r.authorityStart() >= 0 && r.authorityEnd() > r.authorityStart()) {
      features.host(b, r.authorityStart(), r.authorityEnd());
    }
  }

  private static void looks(Features features, Request r) {
    byte[] b = r.bytes();
    int field = r.find(KnownHeader.REFERER);
    if (field < 0) {
      features.noReferer();
    } else {
      features.referer(b, r.valueStart(field), r.valueEnd(field));
    }
    field = r.find(KnownHeader.USER_AGENT);
    if (field < 0) {
      features.userAgent(NONE, 0, 0);
    } else {
      features.userAgent(b, r.valueStart(field), r.valueEnd(field));
    }
    field = r.find(KnownHeader.ACCEPT);
    if (field < 0) {
      features.accept(NONE, 0, 0);
    } else {
      features.accept(b, r.valueStart(field), r.valueEnd(field));
    }
    field = r.find(KnownHeader.ACCEPT_LANGUAGE);
    if (field < 0) {
      features.acceptLanguage(NONE, 0, 0);
    } else {
      features.acceptLanguage(b, r.valueStart(field), r.valueEnd(field));
    }
    field = r.find(KnownHeader.ACCEPT_ENCODING);
    if (field < 0) {
      features.acceptEncoding(NONE, 0, 0);
    } else {
      features.acceptEncoding(b, r.valueStart(field), r.valueEnd(field));
    }
    features.headers(r.orderHash(), r.presence());
  }

  /// The versions that there are, as bytes; the connection has its word as text.
  private static final String[] TLS_WORDS = {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"};

  private static final byte[][] TLS_BYTES = new byte[TLS_WORDS.length][];

  static {
    for (int i = 0; i < TLS_WORDS.length; i++) {
      TLS_BYTES[i] = TLS_WORDS[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static void tls(Features features, String version) {
    byte[] bytes = version.isEmpty() ? NONE : tlsBytes(version);
    features.tls(bytes, 0, bytes.length);
  }

  private static byte[] tlsBytes(String version) {
    for (int i = 0; i < TLS_WORDS.length; i++) {
      if (TLS_WORDS[i].equals(version)) {
        return TLS_BYTES[i];
      }
    }
    return version.getBytes(StandardCharsets.ISO_8859_1);
  }
}
