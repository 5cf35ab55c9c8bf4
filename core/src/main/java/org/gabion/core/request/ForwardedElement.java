package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Reads one element of a `Forwarded` header: `for=192.0.2.60;proto=http;by=203.0.113.43` (RFC
/// 7239, section 4).
///
/// Strict: an element that is not well-formed to its last byte, or that has two `for`, tells no
/// client.
final class ForwardedElement {
  private static final byte[] FOR = "for".getBytes(StandardCharsets.US_ASCII);

  private final byte[] b;
  private final int to;
  private int at;

  private ForwardedElement(byte[] b, int from, int to) {
    this.b = b;
    this.at = from;
    this.to = to;
  }

  static Optional<ClientKey> client(byte[] b, int from, int to) {
    return new ForwardedElement(b, from, to).client();
  }

  private Optional<ClientKey> client() {
    Optional<ClientKey> client = Optional.empty();
    boolean named = false;
    while (true) {
      skipBlanks();
      int name = at;
      skipToken();
      int nameEnd = at;
      if (name == nameEnd || at >= to || b[at++] != '=') {
        return Optional.empty();
      }
      boolean isFor = FieldRules.equalsLowerCase(b, name, nameEnd, FOR);
      Optional<byte[]> value = value();
      if (value.isEmpty() || isFor && named) {
        return Optional.empty();
      }
      if (isFor) {
        named = true;
        client = ClientAddress.node(value.get(), 0, value.get().length);
      }
      skipBlanks();
      if (at == to) {
        return client;
      }
      if (b[at++] != ';') {
        return Optional.empty();
      }
    }
  }

  private Optional<byte[]> value() {
    if (at < to && b[at] == '"') {
      return quoted();
    }
    int from = at;
    // A colon or brackets need quotes by the RFC; proxies that forget them mean nothing else by it.
    while (at < to && b[at] != ';' && b[at] != ' ' && b[at] != '\t' && b[at] != '"') {
      at++;
    }
    return at == from ? Optional.empty() : Optional.of(Arrays.copyOfRange(b, from, at));
  }

  private Optional<byte[]> quoted() {
    byte[] text = new byte[to - at];
    int length = 0;
    for (at++; at < to; at++) {
      if (b[at] == '"') {
        at++;
        return Optional.of(Arrays.copyOf(text, length));
      }
      if (b[at] == '\\' && ++at == to) {
        return Optional.empty();
      }
      text[length++] = b[at];
    }
    return Optional.empty();
  }

  private void skipBlanks() {
    while (at < to && (b[at] == ' ' || b[at] == '\t')) {
      at++;
    }
  }

  private void skipToken() {
    while (at < to && b[at] != '=' && b[at] != ';' && b[at] != '"' && b[at] > ' ') {
      at++;
    }
  }
}
