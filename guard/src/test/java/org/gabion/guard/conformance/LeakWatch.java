package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class after which Netty reports a buffer that nobody gave back.
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
  private static final int ROUNDS = 3;

  // Kept, for the log manager holds its loggers weakly.
  private static final Logger LOGGER = Logger.getLogger(ResourceLeakDetector.class.getName());

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          if (logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            reports.add(logged.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    LOGGER.addHandler(handler);
  }

  @Override
  @SuppressWarnings("SystemGc") // a lost buffer is only noticed once it is collected
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      // The detector looks at its queue when a buffer is made.
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    LOGGER.removeHandler(handler);
    assertThat(reports).as("leaked buffers").isEmpty();
  }
}
