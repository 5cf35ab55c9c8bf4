package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gabion.lab.load.HttpConnection;

/// The guard as an operator runs it, in a process of its own, with a `gabion.yaml` in a folder of
/// the caller.
public final class GuardProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);

  private final Child child;
  private final InetSocketAddress address;
  private final InetSocketAddress admin;

  private GuardProcess(Child child, InetSocketAddress address, InetSocketAddress admin) {
    this.child = child;
    this.address = address;
    this.admin = admin;
  }

  /// Starts the guard; returns at once, [#awaitReady] tells when it serves.
  ///
  /// @param options for the JVM
  public static GuardProcess start(
      Path configuration,
      InetSocketAddress address,
      InetSocketAddress admin,
      List<String> options,
      Path log)
      throws IOException {
    List<String> command =
        Child.java(
            options,
            "org.gabion.cli.Gabion",
            List.of("guard", "--config", configuration.toString()));
    return new GuardProcess(Child.start("guard", command, log, line -> {}), address, admin);
  }

  /// Writes a file with the three settings that a demo must choose; all else is the product's
  /// default.
  ///
  /// @param more lines of the guard's section, for scenes that need another setting
  public static Path configure(
      Path folder,
      InetSocketAddress address,
      InetSocketAddress admin,
      InetSocketAddress origin,
      String... more)
      throws IOException {
    StringBuilder text = new StringBuilder("guard:\n");
    text.append("  listen: [ \"").append(hostAndPort(address)).append("\" ]\n");
    text.append("  origin: \"http://").append(hostAndPort(origin)).append("\"\n");
    text.append("  admin: { address: \"").append(hostAndPort(admin)).append("\" }\n");
    for (String line : more) {
      text.append("  ").append(line).append('\n');
    }
    return Files.writeString(folder.resolve("gabion.yaml"), text);
  }

  private static String hostAndPort(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  public InetSocketAddress address() {
    return address;
  }

  public InetSocketAddress admin() {
    return admin;
  }

  public Child child() {
    return child;
  }

  /// Returns when a request through the guard is answered below 500.
  public void awaitReady() throws IOException, InterruptedException {
    long until = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!child.isAlive() || System.nanoTime() - until > 0) {
        throw new IOException(child.failure());
      }
      Thread.sleep(20);
    }
  }

  /// A request through the guard, from loopback, is answered below 500 now.
  boolean answers() {
    long deadline = System.nanoTime() + 2_000_000_000L;
    try (HttpConnection connection =
        HttpConnection.open(InetAddress.getByName("127.0.0.1"), address, deadline)) {
      String head =
          "GET /robots.txt HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: demo\r\nConnection: close\r\n\r\n"
              .formatted(address.getHostString(), address.getPort());
      return connection.exchange(head, deadline).status() < 500;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
