package org.gabion.analyze.rules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Slice;

/// A request as bytes, and as the log's line would tell it. Texts are byte texts; an empty field is
/// not sent.
record RawRequest(
    String client,
    String method,
    String target,
    String protocol,
    String host,
    String agent,
    String referer,
    String language) {
  LogRecord record() {
    LogRecord record = new LogRecord();
    ClientKey key = ClientKey.parse(client).orElseThrow();
    record.clientKnown = true;
    record.clientHigh = key.high();
    record.clientLow = key.low();
    set(record.method, method);
    set(record.target, target);
    set(record.protocol, protocol);
    set(record.host, host);
    set(record.userAgent, agent);
    set(record.referer, referer);
    set(record.acceptLanguage, language);
    return record;
  }

  private static void set(Slice slice, String text) {
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      slice.set(bytes, 0, bytes.length);
    }
  }

  /// Sends it on loopback and gives the status; 0 if there was no answer.
  int send(InetSocketAddress server) throws IOException {
    String head =
        method
            + " "
            + target
            + " "
            + protocol
            + "\r\n"
            + field("Host", host)
            + field("User-Agent", agent)
            + field("Referer", referer)
            + field("Accept-Language", language)
            + "Connection: close\r\n\r\n";
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(client), 0));
      socket.connect(server, 5000);
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
        line.write(c);
        c = socket.getInputStream().read();
      }
      String[] words = line.toString(StandardCharsets.ISO_8859_1).split(" ", -1);
      return words.length < 2 ? 0 : Integer.parseInt(words[1].strip());
    } catch (IOException e) {
      throw new IOException("no answer to " + this, e);
    }
  }

  private static String field(String name, String value) {
    return value.isEmpty() ? "" : name + ": " + value + "\r\n";
  }

  @Override
  public String toString() {
    return (client
            + " "
            + method
            + " "
            + target
            + " "
            + protocol
            + " host="
            + host
            + " agent="
            + agent
            + " referer="
            + referer
            + " language="
            + language)
        .replaceAll("[^ -~]", "?");
  }
}
