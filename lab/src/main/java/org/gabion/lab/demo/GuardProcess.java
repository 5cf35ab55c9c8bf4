package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.lab.load.HttpConnection;

/// The guard as an operator runs it, in a process of its own, with a `gabion.yaml` in a folder of
/// the caller.
public final class GuardProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Child child;
  private final InetSocketAddress address;
  private final InetSocketAddress admin;

  private GuardProcess(Child child, InetSocketAddress address, InetSocketAddress admin) {
    this.child = child;
    this.address = address;
    this.admin = admin;
  }

  /// Starts the guard by the checkout's launcher; returns at once, [#awaitReady] tells when it
  /// serves.
  ///
  /// @param options for the JVM, besides those that the launcher gives
  public static GuardProcess start(
      Path configuration,
      InetSocketAddress address,
      InetSocketAddress admin,
      List<String> options,
      Path log)
      throws IOException {
    List<String> arguments = List.of("guard", "--config", configuration.toString());
    Optional<Path> launcher = Checkout.launcher();
    List<String> command = new ArrayList<>();
    if (launcher.isPresent()) {
      command.add(launcher.get().toString());
      command.addAll(arguments);
    } else {
      command.addAll(Child.java(options, "org.gabion.cli.Gabion", arguments));
    }
    Map<String, String> environment = Map.of("GABION_JAVA_OPTS", String.join(" ", options));
    Child child = Child.start("guard", command, environment, log, line -> {});
    return new GuardProcess(child, address, admin);
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
  private boolean answers() {
    try {
      return ask(address, "/robots.txt").status() < 500;
    } catch (IOException e) {
      return false;
    }
  }

  /// What the admin port says at a path.
  public String adminSays(String path) throws IOException {
    return ask(admin, path).body();
  }

  private static HttpConnection.Answer ask(InetSocketAddress server, String path)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpConnection connection =
        HttpConnection.open(InetAddress.getByName("127.0.0.1"), server, deadline)) {
      String head =
          "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: gabion-lab\r\nConnection: close\r\n\r\n"
              .formatted(path, hostAndPort(server));
      return connection.exchange(head, deadline);
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
