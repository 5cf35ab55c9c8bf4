package org.gabion.mirror.capture;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/// Takes an answer's content as it comes, up to a limit; what is larger is cut off, whatever its
/// length field says. Used by one answer, by one thread at a time.
final class SpooledAnswer implements HttpResponse.BodySubscriber<SpooledAnswer.Content> {
  private final Spool.Writer writer;
  private final CompletableFuture<Content> done = new CompletableFuture<>();
  private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

  /// What came over the wire, as it was coded there.
  sealed interface Content {
    record Whole(Body body) implements Content {}

    record Over() implements Content {}
  }

  SpooledAnswer(Spool.Writer writer) {
    this.writer = writer;
  }

  @Override
  public CompletionStage<Content> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription current = subscription;
    if (current == null || done.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        writer.write(bytes, 0, bytes.length);
      }
      if (writer.isOver()) {
        current.cancel();
        writer.close();
        done.complete(new Content.Over());
      } else {
        current.request(1);
      }
    } catch (IOException e) {
      current.cancel();
      done.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable fault) {
    try (writer) {
      done.completeExceptionally(fault);
    } catch (IOException e) {
      fault.addSuppressed(e);
    }
  }

  @Override
  public void onComplete() {
    try {
      done.complete(new Content.Whole(writer.finish().orElseThrow()));
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }
}
