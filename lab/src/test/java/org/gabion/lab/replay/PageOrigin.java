package org.gabion.lab.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A web server on loopback that answers every request without a body at once: 404 below
/// `/missing`, else a page. A virtual thread for each connection.
final class PageOrigin implements AutoCloseable {
  private static final byte[] PAGE = answer("200 OK", "<p>a page</p>");
  private static final byte[] MISSING = answer("404 Not Found", "none");

  private final ServerSocket listener;

  PageOrigin() throws IOException {
    listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  private static byte[] answer(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      for (String first = in.readLine(); first != null; first = in.readLine()) {
        String line = first;
        while (line != null && !line.isEmpty()) {
          line = in.readLine();
        }
        out.write(first.contains(" /missing") ? MISSING : PAGE);
      }
    } catch (IOException _) {
      // The guard closed the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
