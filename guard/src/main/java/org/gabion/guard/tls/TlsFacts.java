package org.gabion.guard.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// What a finished handshake with a reader agreed on.
///
/// @param resumed whether the reader brought a ticket or session of ours, which spared the
///   handshake its asymmetric work
public record TlsFacts(String version, String cipher, boolean resumed) {
  /// Reads the facts of an engine whose handshake is done, on its event loop.
  ///
  /// @param begunMillis when the handshake began, milliseconds since 1970; the JDK's TLS tells a
  ///   resumed session by its age alone
  public static TlsFacts of(SSLEngine engine, long begunMillis) {
    SSLSession session = engine.getSession();
    boolean resumed =
        engine instanceof ReferenceCountedOpenSslEngine boringSsl
            ? SSL.isSessionReused(boringSsl.sslPointer())
            : session.getCreationTime() < begunMillis;
    return new TlsFacts(session.getProtocol(), session.getCipherSuite(), resumed);
  }
}
