package org.gabion.guard.detection;

import java.io.IOException;
import java.util.List;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.SeedFile;

/// Where epochs come from and are kept (port): the guard's state directory, or memory alone.
public interface Seeds {
  /// The epochs that were kept, oldest first; empty if there are none.
  List<Epoch> kept() throws IOException;

  /// Keeps these and no others.
  void keep(SeedFile.Read file) throws IOException;

  /// 16 random bytes.
  byte[] fresh();
}
