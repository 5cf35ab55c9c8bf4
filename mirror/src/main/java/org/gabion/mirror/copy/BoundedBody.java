package org.gabion.mirror.copy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/// Takes an answer's body into memory, up to a limit; what is larger is cut off, whatever its
/// length field says. Used by one answer.
public final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Content> {
  private final int limit;
  private final CompletableFuture<Content> done = new CompletableFuture<>();
  private byte[] bytes = new byte[0];
  private int length;
  private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

  /// What arrived.
  ///
  /// @param tooLarge whether it was cut off at the limit
  public record Content(byte[] bytes, boolean tooLarge) {
    byte[] whole(URI from) throws IOException {
      if (tooLarge) {
        throw new IOException(from + " is larger than its kind may be");
      }
      return bytes;
    }
  }

  public BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<Content> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int count = Math.min(buffer.remaining(), limit - length);
      if (count < buffer.remaining()) {
        if (subscription != null) {
          subscription.cancel();
        }
        done.complete(new Content(new byte[0], true));
        return;
      }
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + count, 2 * bytes.length)));
      }
      buffer.get(bytes, length, count);
      length += count;
    }
  }

  @Override
  public void onError(Throwable fault) {
    done.completeExceptionally(fault);
  }

  @Override
  public void onComplete() {
    done.complete(new Content(Arrays.copyOf(bytes, length), false));
  }
}
