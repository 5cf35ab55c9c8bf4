package org.gabion.core.window;

import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Request;

/// What came, what we said, what happened: one request, from its first byte to its last, as the
/// access log and the detector see it.
///
/// Not thread safe: one writer per event loop fills it at the end of a request and hands it on;
/// whoever reads it copies what it keeps. All times are microseconds.
public final class Observation {
  /// Where the request's own bytes are; its ranges are valid during the call only.
  public Request request = new Request(0);

  /// Start of the request: microseconds since 1970.
  public long startMicros;

  /// From the first byte of the head to the last byte of the answer.
  public long totalMicros;

  /// End of the request, which decides its window: an event loop sees requests end in the order of
  /// time, so a window can be closed when it is over. Microseconds since 1970.
  public long endMicros() {
    return startMicros + Math.max(0, totalMicros);
  }

  /// In the queue before the origin; 0 if it did not wait.
  public long queueMicros;

  /// From the request's head sent to the origin to the first byte of its answer; -1 if the origin
  /// was not asked or did not answer.
  public long originMicros = -1;

  /// From the request's head sent to the origin to the last byte of its answer; -1 as above.
  public long originTotalMicros = -1;

  /// The client: from the socket or a trusted proxy.
  public ClientKey client = ClientKey.ofIpv4(0);

  public int clientPort;

  /// The peer of the socket; equal to [#client] without a trusted proxy.
  public ClientKey peer = ClientKey.ofIpv4(0);

  /// Index of the site in the configuration; -1 if no site answers this Host.
  public int site = -1;

  /// Index of the origin in the site; -1 if none was asked.
  public int origin = -1;

  /// Status sent to the visitor; 499 if the visitor left first, 0 if nothing could be sent.
  public int status;

  /// Status of the origin; 0 if it gave none.
  public int originStatus;

  public long bytesIn;
  public long bytesOut;

  /// The verdict: `pass`, `queue`, `copy`, `throttle`, `deny`, `malformed`, `fail` ...; a
  /// lower-case word from a small fixed set.
  public String verdict = "pass";

  /// The reason's id, or empty.
  public String reason = "";

  /// What observe-only mode would have said; empty when it is off or agrees.
  public String wouldBe = "";

  /// The id a refusal page shows; 0 for none.
  public long refusalId;

  /// The visitor's standing: `verified`, `ticket`, `known-prefix`, `unknown`, `over-budget`.
  public String standing = "unknown";

  /// Keyed hash of the path template.
  public long template;

  /// `TLSv1.3` ...; empty without TLS.
  public String tlsVersion = "";

  public String tlsCipher = "";
  public String sni = "";
  public boolean tlsResumed;

  /// Number of this request on its connection, from 1.
  public int requestOnConnection;

  /// Whether the origin connection was one kept alive.
  public boolean originReused;
}
