package org.gabion.lab.realsite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gabion.lab.demo.Child;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.OutsideProgram;

/// Real servers on ports of 127.0.0.1, each a process that ends with the run. Stateless.
final class Serving {
  private static final Duration START = Duration.ofSeconds(30);
  private static final String DAV_MODULE = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";

  private Serving() {}

  /// A server that runs.
  record Server(Child process, int port) implements AutoCloseable {
    URI address(String path) {
      return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /// Waits until a server listens.
  static Server listening(Child process, int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    // From another address: a connection from the port to itself would look like a server.
    InetAddress here = InetAddress.getByName("127.0.0.2");
    while (process.isAlive() && System.nanoTime() < deadline) {
      try {
        LoopbackSockets.connect(here, LoopbackSockets.resolve("127.0.0.1", port), 1000).close();
        return new Server(process, port);
      } catch (IOException notYet) {
        Thread.sleep(20);
      }
    }
    String failure = process.failure();
    process.close();
    throw new IOException(failure);
  }

  /// nginx with what a `server` block of it holds.
  static Server nginx(Path folder, String block)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    int port = LoopbackSockets.freePort();
    Files.createDirectories(folder);
    boolean writes = block.contains("dav_methods");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        %s
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 256; }
        http {
          include /etc/nginx/mime.types;
          access_log off;
          client_max_body_size 16m;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
        %s
          }
        }
        """
            .formatted(writes ? "load_module " + DAV_MODULE + ";" : "", port, block));
    Child process =
        Child.start(
            "nginx",
            List.of(
                OutsideProgram.NGINX.require().toString(),
                "-e",
                "stderr",
                "-p",
                folder + "/",
                "-c",
                "nginx.conf"),
            Map.of(),
            folder.resolve("output.txt"),
            _ -> {});
    return listening(process, port);
  }

  /// nginx that lets a user write into a folder by WebDAV.
  static Server dav(Path folder, Path copies, String user, String password)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    if (!Files.isReadable(Path.of(DAV_MODULE))) {
      throw new IOException(
          DAV_MODULE + " is missing; on Debian: sudo apt-get install -y libnginx-mod-http-dav-ext");
    }
    Files.createDirectories(copies);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("users"), user + ":{PLAIN}" + password + "\n");
    return nginx(
        folder,
        """
            root %s;
            auth_basic "copies";
            auth_basic_user_file %s;
            dav_methods PUT DELETE MKCOL COPY MOVE;
            dav_ext_methods PROPFIND OPTIONS;
            create_full_put_path off;
        """
            .formatted(copies, folder.resolve("users")));
  }

  /// OpenSSH's server with keys of its own: `user` for who logs in, `known` for who asks.
  static Server ssh(Path folder) throws IOException, InterruptedException, OutsideProgram.Missing {
    int port = LoopbackSockets.freePort();
    Files.createDirectories(folder);
    for (String name : List.of("host", "user")) {
      Ran.run(
              List.of(
                  OutsideProgram.SSH_KEYGEN.require().toString(),
                  "-q",
                  "-t",
                  "ed25519",
                  "-N",
                  "",
                  "-f",
                  name),
              folder,
              Map.of(),
              START)
          .wellEnded("ssh-keygen");
    }
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    Files.setPosixFilePermissions(
        folder.resolve("authorized"), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        folder.resolve("known"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        PermitRootLogin yes
        Subsystem sftp internal-sftp
        """
            .formatted(port, folder.resolve("host"), folder.resolve("authorized")));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Child process =
        Child.start(
            "sshd",
            List.of(
                OutsideProgram.SSHD.require().toString(),
                "-D",
                "-e",
                "-f",
                folder.resolve("sshd_config").toString()),
            Map.of(),
            folder.resolve("output.txt"),
            _ -> {});
    return listening(process, port);
  }
}
