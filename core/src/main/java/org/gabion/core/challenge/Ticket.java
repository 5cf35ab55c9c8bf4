package org.gabion.core.challenge;

/// What came of looking at a ticket cookie. A ticket is 36 bytes in base64url (RFC 4648), 48
/// characters without padding:
///
/// ```
///   0         1        2               10              14             18               20        36
///   | format, | key id | id            | prefix hash   | issue hour   | lifetime in    | HMAC    |
///   | class   |        | 8 bytes       | 4 bytes       | since 1970   | hours, 2 bytes | 16 bytes|
/// ```
///
/// The HMAC is HMAC-SHA256 (RFC 2104), truncated to its first 128 bits, over the 20 bytes before
/// it. The prefix hash is a keyed hash of the holder's network (/24, IPv6 /48): no address can be
/// read from a ticket.
public sealed interface Ticket {
  /// Length of the cookie's value in characters.
  int LENGTH = 48;

  /// The ticket is ours, in time, and used from the network it was given to.
  ///
  /// @param id random, chosen when it was given: the key of its budget, and of [TicketUse]
  record Valid(long id, TicketClass ticketClass) implements Ticket {}

  /// The ticket proves nothing.
  record Invalid(Reason reason) implements Ticket {}

  /// Why a ticket proves nothing.
  enum Reason {
    /// Not 48 characters of base64url, or another format or class.
    MALFORMED,
    /// Under a key that is not held any more, or never was.
    UNKNOWN_KEY,
    /// Not signed by us.
    FORGED,
    /// Its time is over, or begins in the future.
    EXPIRED,
    /// Given to another network.
    ELSEWHERE;

    final Invalid outcome = new Invalid(this);
  }
}
