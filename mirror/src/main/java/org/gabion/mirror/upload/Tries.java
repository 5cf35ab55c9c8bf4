package org.gabion.mirror.upload;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.gabion.mirror.target.TargetFault;

/// Does a thing again while that may help, with a longer pause each time. Once something has failed
/// for good nothing is tried again: the upload is over. Used by one upload, by several threads.
final class Tries {
  private static final long MAX_PAUSE = 60_000;

  private final UploadRules rules;
  private volatile boolean isOver;

  Tries(UploadRules rules) {
    this.rules = rules;
  }

  /// What is tried.
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Whether something has failed for good.
  boolean isOver() {
    return isOver;
  }

  /// Tries until it is done.
  ///
  /// @throws TargetFault the last one, if none of the tries worked or another can not
  <T> T of(Call<T> call) throws IOException {
    long pause = rules.pause().toMillis();
    for (int attempt = 1; ; attempt++) {
      try {
        return call.run();
      } catch (TargetFault e) {
        if (e.kind() != TargetFault.Kind.PASSING || attempt == rules.tries() || isOver) {
          isOver = true;
          throw attempt == 1
              ? e
              : new TargetFault(e.kind(), e.getMessage() + " (try " + attempt + ")", e);
        }
      } catch (IOException e) {
        isOver = true;
        throw e;
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
      pause = Math.min(MAX_PAUSE, pause * 2);
    }
  }

  private void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private IOException interrupted(InterruptedException e) {
    isOver = true;
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }
}
