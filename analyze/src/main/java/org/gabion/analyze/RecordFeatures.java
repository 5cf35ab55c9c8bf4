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
    if (record.method.present) {
      features.method(record.method.bytes, record.method.from, record.method.to);
    }
    if (record.target.present) {
      features.target(record.target.bytes, record.target.from, record.target.to);
    }
    if (record.protocol.present) {
      features.protocol(record.protocol.bytes, record.protocol.from, record.protocol.to);
    }
    if (record.host.present) {
      features.host(record.host.bytes, record.host.from, record.host.to);
    }
    if (record.referer.present) {
      features.referer(record.referer.bytes, record.referer.from, record.referer.to);
    } else {
      features.noReferer();
    }
    if (record.userAgent.present) {
      features.userAgent(record.userAgent.bytes, record.userAgent.from, record.userAgent.to);
    }
    rarer(features, record);
    if (record.status != LogRecord.UNKNOWN) {
      features.status((int) record.status);
    }
    features.bytes = Math.max(0, record.bytesOut);
    features.totalMicros = record.totalMicros;
    features.queueMicros =
        record.headersKnown ? Math.max(0, record.queueMicros) : record.queueMicros;
    features.originMicros = record.originMicros;
  }

  /// What few logs tell. Gabion's own leaves out what was not there; others also what they were not
  /// told to log.
  private static void rarer(Features features, LogRecord record) {
    boolean complete = record.headersKnown;
    if (complete && !record.userAgent.present) {
      features.userAgent(NONE, 0, 0);
    }
    if (complete || record.accept.present) {
      orNone(record.accept, features::accept);
    }
    if (complete || record.acceptLanguage.present) {
      orNone(record.acceptLanguage, features::acceptLanguage);
    }
    if (complete || record.acceptEncoding.present) {
      orNone(record.acceptEncoding, features::acceptEncoding);
    }
    if (complete || record.tlsVersion.present) {
      orNone(record.tlsVersion, features::tls);
    }
    if (complete) {
      features.headers(record.headerOrder, record.headerBits);
    }
  }

  private interface Setter {
    void set(byte[] bytes, int from, int to);
  }

  private static void orNone(Slice slice, Setter setter) {
    if (slice.present) {
      setter.set(slice.bytes, slice.from, slice.to);
    } else {
      setter.set(NONE, 0, 0);
    }
  }
}
