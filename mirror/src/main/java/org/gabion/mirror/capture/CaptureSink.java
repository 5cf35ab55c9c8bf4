package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteKey;

/// Takes what a [CaptureSource] finds. Called by one thread at a time.
public interface CaptureSink {
  /// A page that is to be kept. The sink reads the body to its end before it returns; it does not
  /// close it.
  ///
  /// @throws IOException if the body can not be read or kept
  void page(RouteKey key, PageHead head, InputStream body) throws IOException;

  /// The content of a page as the last edition has it, so that it need not be sent again if the
  /// site says that it is the same.
  ///
  /// @param content of the whole page, what the caller remembers; the caller checks what it reads
  ///   against it
  /// @return empty if there is no such page; the caller closes it
  /// @throws IOException if what is there can not be read
  default Optional<InputStream> earlier(RouteKey key, Digest content) throws IOException {
    return Optional.empty();
  }

  /// A page that is known of and was not captured.
  ///
  /// @param url as its link says
  /// @param reason why, for the operator, without a full stop
  void missed(String url, MissReason reason, String detail);
}
