package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import org.gabion.core.request.Response;

/// The reader's side of one exchange: an HTTP/1.1 connection ([Http1Connection]) or one HTTP/2
/// stream.
///
/// Calls come from the event loop that the exchange belongs to. A buffer handed over is the
/// callee's to release.
interface Downstream {
  /// Writes an interim answer (100, 103) of the origin.
  void interim(Response head);

  /// Writes the answer's head. `more` tells that data or [#end] follows; else the answer is
  /// complete with it.
  ///
  /// @param cookie a Set-Cookie field value to add, or empty
  void head(Response head, boolean more, String cookie);

  /// Writes payload, without transfer coding.
  void data(ByteBuf payload);

  /// Ends an answer whose head said that more follows. `trailers` are fields as raw lines with
  /// CRLF, or empty.
  void end(ByteBuf trailers);

  /// Switches to a tunnel after the origin's 101; what comes from the reader then goes to
  /// [Exchange#tunnelData].
  void tunnel(Response head);

  /// Writes raw bytes of a tunnel.
  void tunnelData(ByteBuf bytes);

  /// The tunnel is over: what was given is still sent, then the connection ends.
  void tunnelEnd();

  /// Writes a whole answer that did not come from an origin. Called by the [Enforcer] only.
  void answer(Answer answer);

  /// Writes the head of an answer that did not come from an origin; [#data] and [#end] follow.
  /// Called by the [Enforcer] only.
  ///
  /// @param head an answer without a body
  /// @param length bytes of payload that follow, or would but for HEAD
  void answer(Answer head, long length);

  /// Ends the exchange without the rest of its answer: closes the connection, or resets the stream.
  void abort();

  /// Sends what was written.
  void flush();

  /// Whether more may be written now; [Exchange#writableAgain] tells when it changes.
  boolean writable();

  /// Asks for request payload, or for a pause.
  void demand(boolean more);

  /// Whether an answer's head was written.
  boolean answered();

  /// The exchange is over and recorded: its request may be used for another one.
  ///
  /// @param now on the clock of [System#nanoTime]
  void recorded(long now);

  /// Bytes of the answer written so far, heads included where known.
  long bytesWritten();
}
