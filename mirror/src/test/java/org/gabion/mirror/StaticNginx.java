package org.gabion.mirror;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A real nginx on loopback that serves a folder below `/a/copy/`, with its usual types, as a
/// hoster would; it knows nothing of the rendition but its page for what is not there.
public final class StaticNginx implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final Process process;
  private final Path folder;
  private final int port;

  private StaticNginx(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /// Starts it, or skips the test where it is not installed.
  ///
  /// @param folder for its own files
  public static StaticNginx start(Path folder, Path copy) throws IOException {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        "nginx is not on this machine; on Debian or Ubuntu: sudo apt-get install -y nginx");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    String configuration =
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 256; }
        http {
          include /etc/nginx/mime.types;
          log_format asked '$status $request_uri';
          access_log asked.log asked;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            location /a/copy/ { alias %s/; error_page 404 /a/copy/r/404.html; }
          }
        }
        """
            .formatted(port, copy);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("nginx.conf"), configuration);
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(), "-e", "stderr", "-p", folder + "/", "-c", "nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    StaticNginx server = new StaticNginx(process, folder, port);
    await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive() || server.answers());
    if (!process.isAlive()) {
      throw new IOException(
          "nginx did not start: " + Files.readString(folder.resolve("output.txt")));
    }
    return server;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// The address of a file of the copy.
  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + "/a/copy/" + path);
  }

  /// What was asked: status and path of each request.
  public List<String> asked() throws IOException {
    return Files.readAllLines(folder.resolve("asked.log"));
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
        .exceptionally(e -> process)
        .join();
    process.destroyForcibly();
  }
}
