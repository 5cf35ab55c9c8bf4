package org.gabion.lab.scene;

/// Who sends requests, as far as a log tells.
///
/// @param address as text
/// @param agent the User-Agent field
/// @param protocol `HTTP/1.1` or `HTTP/2.0`
record Visitor(String address, String agent, String protocol) {
  Visitor at(String other) {
    return new Visitor(other, agent, protocol);
  }
}
