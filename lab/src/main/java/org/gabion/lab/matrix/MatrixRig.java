package org.gabion.lab.matrix;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gabion.lab.bench.ServerCertificate;
import org.gabion.lab.demo.Child;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;

/// The web server, the guard in front of it with a heap of 64 MB, and the ports of both. One user.
final class MatrixRig implements AutoCloseable {
  static final int HEAP_MB = 64;

  private static final long START_NANOS = 30_000_000_000L;

  private final Path folder;
  private final Map<Side, Map<Protocol.Port, InetSocketAddress>> addresses =
      new EnumMap<>(Side.class);
  private final InetSocketAddress origin = port();
  private final Child nginx;
  private final Child guard;

  private MatrixRig(Path folder, Path root)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    this.folder = folder;
    for (Side side : Side.values()) {
      Map<Protocol.Port, InetSocketAddress> own = new EnumMap<>(Protocol.Port.class);
      for (Protocol.Port port : Protocol.Port.values()) {
        own.put(port, port());
      }
      addresses.put(side, own);
    }
    for (Side side : Side.values()) {
      Files.createDirectories(root.resolve("dav").resolve(side.folder()));
    }
    ServerCertificate certificate = ServerCertificate.make(folder);
    Path nginxFile = Files.writeString(folder.resolve("nginx.conf"), nginx(root, certificate));
    nginx =
        Child.start(
            "web server",
            List.of(
                OutsideProgram.NGINX.require().toString(),
                "-e",
                "stderr",
                "-p",
                folder + "/",
                "-c",
                nginxFile.toString()),
            Map.of(),
            folder.resolve("nginx.txt"),
            _ -> {});
    Path guardFile = Files.writeString(folder.resolve("gabion.yaml"), guard(certificate));
    guard =
        Child.start(
            "guard",
            Child.java(
                List.of(
                    "-Xmx" + HEAP_MB + "m",
                    "-Xlog:gc:file=" + gcLog(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow"),
                "org.gabion.cli.Gabion",
                List.of("guard", "--config", guardFile.toString())),
            Map.of(),
            folder.resolve("guard.txt"),
            _ -> {});
  }

  /// Starts both; they serve when this returns.
  static MatrixRig start(Path folder, Path root)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    MatrixRig rig = new MatrixRig(folder, root);
    try {
      rig.awaitServing();
      return rig;
    } catch (IOException | InterruptedException failure) {
      rig.close();
      throw failure;
    }
  }

  private InetSocketAddress address(Side side, Protocol.Port port) {
    return requireNonNull(requireNonNull(addresses.get(side)).get(port));
  }

  private static InetSocketAddress port() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackSockets.freePort());
  }

  private void awaitServing() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_NANOS;
    for (Side side : Side.values()) {
      InetSocketAddress address = address(side, Protocol.Port.CLEAR);
      Child child = side == Side.GUARD ? guard : nginx;
      while (!listens(address)) {
        if (!child.isAlive() || System.nanoTime() - end > 0) {
          throw new IOException(child.failure());
        }
        Thread.sleep(50);
      }
    }
  }

  private static boolean listens(InetSocketAddress address) {
    try (var socket = LoopbackSockets.connect(InetAddress.getLoopbackAddress(), address, 500)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  LoopbackUrl url(Side side, Protocol.Port port) {
    return new LoopbackUrl(port == Protocol.Port.TLS, address(side, port), "/");
  }

  /// The most resident memory that the guard ever had.
  long guardPeakRssKb() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(guard.pid()), "status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  /// The most heap that was in use when a collection began; 0 if there was none.
  long guardPeakHeapMb() throws IOException {
    long most = 0;
    for (String line : Files.readAllLines(gcLog())) {
      int arrow = line.indexOf("M->");
      if (arrow > 0) {
        most =
            Math.max(most, Long.parseLong(line.substring(line.lastIndexOf(' ', arrow) + 1, arrow)));
      }
    }
    return most;
  }

  boolean guardLives() {
    return guard.isAlive();
  }

  String guardFailure() {
    return guard.failure();
  }

  private Path gcLog() {
    return folder.resolve("guard-gc.log");
  }

  @Override
  public void close() {
    guard.close();
    nginx.close();
  }

  private static String shown(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private String guard(ServerCertificate certificate) throws IOException {
    return """
    guard:
      listen:
        - "%s"
        - { address: "%s", tls: true }
        - { address: "%s", h2c: true }
      origin: "http://%s"
      max-request-body: 4GiB
      certificates:
        - { chain: "%s", key: "%s" }
      budgets:
        prefix-requests: 1000000
        prefix-request-burst: 10000000
        network-requests: 1000000
        network-request-burst: 10000000
        prefix-cost: 1000000
        prefix-cost-burst: 100000000
        network-cost: 1000000
        network-cost-burst: 100000000
        route-share: 1
      connections: { new-per-second: 1000000, new-burst: 10000000 }
      admin: { address: "%s" }
    """
        .formatted(
            shown(address(Side.GUARD, Protocol.Port.CLEAR)),
            shown(address(Side.GUARD, Protocol.Port.TLS)),
            shown(address(Side.GUARD, Protocol.Port.H2C)),
            shown(origin),
            certificate.chain(),
            certificate.key(),
            shown(port()));
  }

  private String nginx(Path root, ServerCertificate certificate) {
    return """
    %9$s
    daemon off;
    worker_processes 1;
    pid %1$s/nginx.pid;
    error_log stderr error;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      types { text/html html; text/plain txt; }
      default_type application/octet-stream;
      sendfile on;
      client_max_body_size 0;
      large_client_header_buffers 8 16k;
      absolute_redirect off;
      gzip on;
      gzip_proxied any;
      gzip_http_version 1.0;
      gzip_types text/plain;
      server {
        listen %2$s;
        listen %3$s;
        listen %4$s ssl http2;
        listen %5$s http2;
        ssl_certificate %6$s;
        ssl_certificate_key %7$s;
        root %8$s;
        index index.html;
        location = /redirect { return 302 /elsewhere?x=y; }
        location = /nothing { return 204; }
        location = /teapot { return 418 "short and stout"; }
        location = /failure { return 500 "failed"; }
        location = /form { proxy_pass http://%2$s/taken; }
        location = /taken { return 200 "$request_method [$content_type] [$content_length]"; }
        location = /cookies { add_header Set-Cookie "a=1; Path=/"; add_header Set-Cookie "b=2; HttpOnly"; return 200 "$http_cookie"; }
        location = /seen { return 200 "$request_method $request_uri $host [$http_user_agent] [$http_referer] [$http_accept_language] [$http_x_long]"; }
        location /trailers/ { alias %8$s/; gzip off; add_trailer X-Sum "42" always; }
        location /unsized/ { alias %8$s/; }
        location /dav/ { dav_methods PUT DELETE MKCOL COPY MOVE; }
      }
    }
    """
        .formatted(
            folder,
            shown(origin),
            shown(address(Side.DIRECT, Protocol.Port.CLEAR)),
            shown(address(Side.DIRECT, Protocol.Port.TLS)),
            shown(address(Side.DIRECT, Protocol.Port.H2C)),
            certificate.chain(),
            certificate.key(),
            root,
            // As root, nginx would give its workers to a user who may not write here.
            System.getProperty("user.name").equals("root") ? "user root;" : "");
  }
}
