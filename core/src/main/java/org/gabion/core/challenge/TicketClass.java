package org.gabion.core.challenge;

/// What a ticket proves.
public enum TicketClass {
  /// The origin served its holder a page.
  VISITED(1);

  final int code;

  TicketClass(int code) {
    this.code = code;
  }
}
