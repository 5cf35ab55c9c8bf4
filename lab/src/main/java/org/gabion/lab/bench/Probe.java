package org.gabion.lab.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.LoopbackUrl;

/// One request over a connection of its own, read to the last byte: is the target ready, and are
/// its answers right?
final class Probe {
  private static final int TIMEOUT_MILLIS = 2_000;

  private Probe() {}

  /// What came back.
  record Answer(int status, String head, byte[] body) {
    int totalBytes() {
      return head.length() + body.length;
    }
  }

  static Answer ask(LoopbackUrl url, ServerCertificate certificate) throws IOException {
    InetAddress source = LoopbackSockets.resolve("127.0.0.1", 0).getAddress();
    try (Socket plain = LoopbackSockets.connect(source, url.address(), TIMEOUT_MILLIS)) {
      plain.setSoTimeout(TIMEOUT_MILLIS);
      try (Socket socket = url.tls() ? overTls(plain, url, certificate) : plain) {
        String request =
            "GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                .formatted(
                    url.path(),
                    url.address().getAddress().getHostAddress(),
                    url.address().getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return read(socket.getInputStream());
      }
    }
  }

  private static Socket overTls(Socket plain, LoopbackUrl url, ServerCertificate certificate)
      throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("site", certificate.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context
          .getSocketFactory()
          .createSocket(
              plain, url.address().getAddress().getHostAddress(), url.address().getPort(), true);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the answer ended in its head: " + text);
      }
      head.write(next);
      text = head.toString(StandardCharsets.ISO_8859_1);
    }
    OptionalInt length = contentLength(text);
    byte[] body = length.isPresent() ? in.readNBytes(length.getAsInt()) : in.readAllBytes();
    return new Answer(status(text), text, body);
  }

  static int status(String head) throws IOException {
    if (!head.startsWith("HTTP/1.1 ") || head.length() < 12) {
      throw new IOException("not an HTTP/1.1 answer: " + head.lines().findFirst().orElse(""));
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  static OptionalInt contentLength(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return OptionalInt.of(Integer.parseInt(line.substring("content-length:".length()).trim()));
      }
    }
    return OptionalInt.empty();
  }
}
