package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.ClientKey;
import org.gabion.core.window.Observation;

/// What is known of the connection that a request came on. One event loop.
///
/// The peer is the socket's, or the one that a trusted PROXY header named.
public final class ReaderFacts {
  private final ClientKey peer;
  private final int port;
  private final boolean secure;
  private String tlsVersion = "";
  private String tlsCipher = "";
  private String sni = "";
  private boolean tlsResumed;
  private int requests;
  private byte[] peerText = new byte[0];

  ReaderFacts(ClientKey peer, int port, boolean secure) {
    this.peer = peer;
    this.port = port;
    this.secure = secure;
  }

  void tls(String version, String cipher, String serverName, boolean resumed) {
    tlsVersion = version;
    tlsCipher = cipher;
    sni = serverName;
    tlsResumed = resumed;
  }

  /// The peer's address as text; made once per connection.
  byte[] peerText() {
    if (peerText.length == 0) {
      peerText = peer.toString().getBytes(StandardCharsets.US_ASCII);
    }
    return peerText;
  }

  void countRequest() {
    requests++;
  }

  public ClientKey peer() {
    return peer;
  }

  public int port() {
    return port;
  }

  /// Whether the reader's connection is TLS.
  public boolean secure() {
    return secure;
  }

  public String tlsVersion() {
    return tlsVersion;
  }

  public String tlsCipher() {
    return tlsCipher;
  }

  public String sni() {
    return sni;
  }

  public boolean tlsResumed() {
    return tlsResumed;
  }

  public int requests() {
    return requests;
  }

  void describe(Observation into) {
    into.peer = peer;
    into.clientPort = port;
    into.tlsVersion = tlsVersion;
    into.tlsCipher = tlsCipher;
    into.sni = sni;
    into.tlsResumed = tlsResumed;
  }
}
