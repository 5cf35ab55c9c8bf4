package org.gabion.analyze;

import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.Features;
import org.gabion.core.request.Slice;

/// Tells a [Features] what a log line tells. Stateless.
final class RecordFeatures {
  private RecordFeatures() {}

  static void fill(Features features, LogRecord record) {
    features.clear();
    features.startMicros = record.timeMicros;
    if (record.clientKnown) {
      features.client(record.clientHigh, record.clientLow);
    } else if (record.clientName.present) {
      Slice name = record.clientName;
      features.clientName(name.bytes, name.from, name.to);
    }
    text(record.method, features::method);
    text(record.target, features::target);
    text(record.protocol, features::protocol);
    text(record.host, features::host);
    if (record.referer.present) {
      text(record.referer, features::referer);
    } else {
      features.noReferer();
    }
    text(record.userAgent, features::userAgent);
    text(record.accept, features::accept);
    text(record.acceptLanguage, features::acceptLanguage);
    text(record.acceptEncoding, features::acceptEncoding);
    text(record.tlsVersion, features::tls);
    if (record.headersKnown) {
      features.headers(record.headerOrder, record.headerBits);
    }
    if (record.status != LogRecord.UNKNOWN) {
      features.status((int) record.status);
    }
    features.bytes = Math.max(0, record.bytesOut);
    features.totalMicros = record.totalMicros;
  }

  private interface Setter {
    void set(byte[] bytes, int from, int to);
  }

  private static void text(Slice slice, Setter setter) {
    if (slice.present) {
      setter.set(slice.bytes, slice.from, slice.to);
    }
  }
}
