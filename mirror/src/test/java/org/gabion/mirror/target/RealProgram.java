package org.gabion.mirror.target;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that a test started, and ends by its own handle.
public final class RealProgram implements AutoCloseable {
  private final Process process;

  private RealProgram(Process process) {
    this.process = process;
  }

  public static void assumeInstalled(String program, String packageName) {
    assumeThat(Files.isReadable(Path.of(program)))
        .as(program + " is missing; on Debian: sudo apt-get install -y " + packageName)
        .isTrue();
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /// Starts it and waits until it listens.
  public static RealProgram start(Path output, int port, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive() || listens(port));
    if (!process.isAlive()) {
      throw new IOException(command[0] + " did not start: " + Files.readString(output));
    }
    return new RealProgram(process);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Stops it and what it started, as a machine that hangs.
  void freeze() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-STOP"));
    process.descendants().map(child -> Long.toString(child.pid())).forEach(command::add);
    command.add(Long.toString(process.pid()));
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new IOException("can not stop " + command);
    }
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
