package org.gabion.mirror.rendition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.gabion.mirror.target.MirrorTarget;

/// A rendition on a target. Each file is in memory while it is sent: render with rules that leave
/// out files larger than [RenditionRules#TARGET_BYTES].
public final class TargetSink implements RenditionSink {
  private final MirrorTarget target;

  public TargetSink(MirrorTarget target) {
    this.target = target;
  }

  @Override
  public void put(String path, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    target.put(path, bytes.toByteArray());
  }

  @Override
  public void delete(String path) throws IOException {
    target.delete(path);
  }
}
