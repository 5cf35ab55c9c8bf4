package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import org.gabion.core.snapshot.RouteKey;

/// Takes what a [CaptureSource] finds. Called by one thread at a time.
public interface CaptureSink {
  /// A page that is to be kept. The sink reads the body to its end before it returns; it does not
  /// close it.
  ///
  /// @throws IOException if the body can not be read or kept
  void page(RouteKey key, PageHead head, InputStream body) throws IOException;

  /// A page that is known of and was not captured.
  ///
  /// @param url as its link says
  /// @param reason why, for the operator, without a full stop
  void missed(String url, MissReason reason, String detail);
}
