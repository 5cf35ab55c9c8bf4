package org.gabion.analyze;

import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.Features;
import org.gabion.core.request.Slice;

/// Tells a [Features] what a log line tells. Stateless.
///
/// Of a line of Gabion's own log it tells what
/// [ObservationFeatures][org.gabion.core.window.ObservationFeatures] told of the request itself: a
/// test compares what is found with either.
final class RecordFeatures {
  private static final byte[] NONE = {};

  private RecordFeatures() {}

  static void fill(Features features, LogRecord record) {
    features.clear();
    features.startMicros = record.windowMicros();
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
    // Gabion leaves out what was not there; other servers also what they were not told to log.
    boolean complete = record.headersKnown;
    text(record.userAgent, complete, features::userAgent);
    text(record.accept, complete, features::accept);
    text(record.acceptLanguage, complete, features::acceptLanguage);
    text(record.acceptEncoding, complete, features::acceptEncoding);
    text(record.tlsVersion, complete, features::tls);
    if (complete) {
      features.headers(record.headerOrder, record.headerBits);
    }
    if (record.status != LogRecord.UNKNOWN) {
      features.status((int) record.status);
    }
    features.bytes = Math.max(0, record.bytesOut);
    features.totalMicros = record.totalMicros;
    features.queueMicros = complete ? Math.max(0, record.queueMicros) : record.queueMicros;
    features.originMicros = record.originMicros;
  }

  private interface Setter {
    void set(byte[] bytes, int from, int to);
  }

  private static void text(Slice slice, Setter setter) {
    if (slice.present) {
      setter.set(slice.bytes, slice.from, slice.to);
    }
  }

  private static void text(Slice slice, boolean complete, Setter setter) {
    if (slice.present) {
      setter.set(slice.bytes, slice.from, slice.to);
    } else if (complete) {
      setter.set(NONE, 0, 0);
    }
  }
}
