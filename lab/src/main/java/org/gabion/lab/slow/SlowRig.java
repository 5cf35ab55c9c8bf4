package org.gabion.lab.slow;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gabion.lab.demo.Child;
import org.gabion.lab.demo.GuardProcess;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.storm.GuardMemory;

/// A web server with a page, a large file and a place for uploads, and the guard in front of it
/// with its defaults. One user.
final class SlowRig implements AutoCloseable {
  private static final int LARGE = 4 << 20;

  private final Child nginx;
  private final GuardProcess guard;

  private SlowRig(Child nginx, GuardProcess guard) {
    this.nginx = nginx;
    this.guard = guard;
  }

  /// Starts both; they serve when this returns.
  ///
  /// @param budget whether one address may hold only so many connections, as is the default
  static SlowRig start(Path folder, boolean budget)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.writeString(root.resolve("page.html"), "<p>A page.</p>\n".repeat(300));
    Files.writeString(root.resolve("robots.txt"), "");
    try (RandomAccessFile large = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
      large.setLength(LARGE);
    }
    InetSocketAddress origin = free();
    Path file = Files.writeString(folder.resolve("nginx.conf"), nginx(folder, root, origin));
    Child nginx =
        Child.start(
            "web server",
            List.of(
                OutsideProgram.NGINX.require().toString(),
                "-e",
                "stderr",
                "-p",
                folder + "/",
                "-c",
                file.toString()),
            Map.of(),
            folder.resolve("nginx.txt"),
            _ -> {});
    try {
      InetSocketAddress address = free();
      InetSocketAddress admin = free();
      String[] more =
          budget
              ? new String[0]
              : new String[] {
                "connections: { per-prefix: 0, per-network: 0, new-per-second: 1000000, new-burst:"
                    + " 10000000 }"
              };
      Path configuration = GuardProcess.configure(folder, address, admin, origin, more);
      GuardProcess guard =
          GuardProcess.start(
              configuration,
              address,
              admin,
              List.of(GuardMemory.JVM_OPTION),
              folder.resolve("guard.txt"));
      SlowRig rig = new SlowRig(nginx, guard);
      guard.awaitReady();
      return rig;
    } catch (IOException | InterruptedException failure) {
      nginx.close();
      throw failure;
    }
  }

  private static InetSocketAddress free() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), LoopbackSockets.freePort());
  }

  InetSocketAddress address() {
    return guard.address();
  }

  GuardMemory memory() throws IOException, InterruptedException {
    return GuardMemory.of(guard.child().pid());
  }

  void requireAlive() throws IOException {
    if (!guard.child().isAlive()) {
      throw new IOException(guard.child().failure());
    }
  }

  @Override
  public void close() {
    guard.close();
    nginx.close();
  }

  private static String nginx(Path folder, Path root, InetSocketAddress origin) {
    return """
    %4$s
    daemon off;
    worker_processes 1;
    pid %1$s/nginx.pid;
    error_log stderr crit;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      types { text/html html; }
      server {
        listen %3$s;
        root %2$s;
        # Reads the whole body before it answers, as an application does.
        location = /upload { proxy_pass http://%3$s/page.html; proxy_method GET; }
      }
    }
    """
        .formatted(
            folder,
            root,
            origin.getAddress().getHostAddress() + ":" + origin.getPort(),
            System.getProperty("user.name").equals("root") ? "user root;" : "");
  }
}
