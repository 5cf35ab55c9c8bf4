package org.gabion.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.HttpConnection.Answer;
import org.junit.jupiter.api.Test;

final class HttpConnectionTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void exchange_chunkedAnswerWithTrailer_isWhole() throws IOException {
    Answer answer =
        exchange(
            """
            HTTP/1.1 100 Continue\r
            \r
            HTTP/1.1 200 OK\r
            Transfer-Encoding: chunked\r
            Set-Cookie: a=1\r
            Set-Cookie: b=2\r
            \r
            4\r
            Wiki\r
            5\r
            pedia\r
            0\r
            X-Sum: 9\r
            \r
            """);
    assertThat(answer.body()).isEqualTo("Wikipedia");
    assertThat(answer.all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.keep()).isTrue();
  }

  @Test
  void exchange_answerWithoutLength_endsWithTheConnection() throws IOException {
    Answer answer = exchange("HTTP/1.1 200 OK\r\n\r\nto the end");
    assertThat(answer.body()).isEqualTo("to the end");
    assertThat(answer.keep()).isFalse();
  }

  @Test
  void exchange_cutBody_isAnError() {
    assertThatThrownBy(() -> exchange("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void exchange_serverThatNeverAnswers_runsOutOfPatience() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server)) {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
      assertThatThrownBy(() -> connection.exchange(REQUEST, deadline))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void open_addressOutsideLoopback_isRefused() throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    InetSocketAddress outside = new InetSocketAddress("192.0.2.1", 80);
    assertThatThrownBy(() -> HttpConnection.open(local, outside, deadline()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Answer exchange(String answer) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server)) {
      try (Socket accepted = server.accept()) {
        accepted.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        accepted.shutdownOutput();
        return connection.exchange(REQUEST, deadline());
      }
    }
  }

  private static HttpConnection open(ServerSocket server) throws IOException {
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", server.getLocalPort());
    return HttpConnection.open(InetAddress.getByName("127.20.1.7"), target, deadline());
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }
}
