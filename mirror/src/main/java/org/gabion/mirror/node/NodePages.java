package org.gabion.mirror.node;

import java.util.Map;
import java.util.function.Consumer;

/// What a node's server asks for its answers. Calls return at once; answers come from any thread.
interface NodePages {
  /// The further pieces of an answer, in order. Asked for one at a time, when the one before is
  /// sent.
  @FunctionalInterface
  interface Rest {
    /// Gives the next piece; an empty one if it can not be had, which ends the connection.
    void next(Consumer<byte[]> to);
  }

  /// An answer with its first piece in memory: an object at most.
  ///
  /// @param length of the whole content, also where a HEAD leaves it out
  /// @param rest what follows the first piece; asked until the length is reached
  record Answer(int status, Map<String, String> headers, byte[] body, long length, Rest rest) {
    private static final Rest NOTHING = to -> to.accept(new byte[0]);

    static final Answer NOT_FOUND = text(404, "There is no such file here.\n");
    static final Answer BAD_REQUEST = text(400, "This is no request that can be answered.\n");
    static final Answer METHOD = text(405, "Copies are read, with GET and HEAD.\n");
    static final Answer BUSY = new Answer(503, Map.of("Retry-After", "2"), new byte[0], 0, NOTHING);

    static Answer text(int status, String text) {
      byte[] body = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      return new Answer(
          status, Map.of("Content-Type", "text/plain; charset=utf-8"), body, body.length, NOTHING);
    }

    static Answer empty(int status, Map<String, String> headers) {
      return new Answer(status, headers, new byte[0], 0, NOTHING);
    }

    static Answer of(byte[] body, Map<String, String> headers) {
      return new Answer(200, headers, body, body.length, NOTHING);
    }

    Answer withoutBody() {
      return new Answer(status, headers, new byte[0], length, NOTHING);
    }
  }

  /// Answers a GET.
  ///
  /// @param target as it stands in the request
  void get(String target, Consumer<Answer> to);

  /// Answers a POST.
  ///
  /// @param from what the sender says that its own address is; not believed
  void take(String target, String from, byte[] body, Consumer<Answer> to);

  /// Whether a file that is not here is on its way.
  boolean mayArrive(String target);

  /// Calls back once when a file has arrived; false if too many wait.
  boolean await(String target, Runnable arrived);

  void forget(String target, Runnable arrived);
}
