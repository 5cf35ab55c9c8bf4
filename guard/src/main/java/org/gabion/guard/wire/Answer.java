package org.gabion.guard.wire;

/// A whole answer made by the guard itself.
///
/// @param status the HTTP status
/// @param fields header lines without Content-Length, Date and Connection, each ended by CRLF, in
///   lower case names; Latin-1
/// @param body the page; empty for none
/// @param close whether the connection is closed after it
record Answer(int status, byte[] fields, byte[] body, boolean close) {}
