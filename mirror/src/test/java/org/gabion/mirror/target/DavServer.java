package org.gabion.mirror.target;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// nginx with its modules for WebDAV, asking for a password.
final class DavServer implements TargetServer {
  private static final String MODULE = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";

  private final Path folder;
  private RealProgram nginx;
  private final int port;

  DavServer(Path folder) throws IOException {
    RealProgram.assumeInstalled("/usr/sbin/nginx", "nginx");
    RealProgram.assumeInstalled(MODULE, "libnginx-mod-http-dav-ext");
    this.folder = folder;
    port = RealProgram.freePort();
    Files.createDirectories(folder.resolve("www/copies"));
    Files.writeString(folder.resolve("users"), "anna:{PLAIN}secret of anna\n");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        load_module %s;
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        user root;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          client_max_body_size 16m;
          server {
            listen 127.0.0.1:%d;
            root %s;
            auth_basic "copies";
            auth_basic_user_file %s;
            dav_methods PUT DELETE MKCOL COPY MOVE;
            dav_ext_methods PROPFIND OPTIONS;
            create_full_put_path off;
          }
        }
        """
            .formatted(MODULE, port, folder.resolve("www"), folder.resolve("users")));
    nginx = started();
  }

  private RealProgram started() throws IOException {
    return RealProgram.start(
        folder.resolve("output.txt"),
        port,
        "/usr/sbin/nginx",
        "-e",
        "stderr",
        "-p",
        folder + "/",
        "-c",
        "nginx.conf");
  }

  private MirrorTarget as(String password) throws TargetFault {
    return new WebDavTarget(
        URI.create("http://127.0.0.1:" + port + "/copies/"),
        Optional.of("anna"),
        Optional.of(password),
        InstantSource.system());
  }

  @Override
  public MirrorTarget target() throws TargetFault {
    return as("secret of anna");
  }

  @Override
  public MirrorTarget wrongLogin() throws TargetFault {
    return as("a guess");
  }

  @Override
  public void kill() {
    nginx.kill();
  }

  @Override
  public Optional<Path> folder() {
    return Optional.of(folder.resolve("www/copies"));
  }

  @Override
  public void startAgain() throws IOException {
    nginx = started();
  }

  @Override
  public void close() {
    nginx.close();
  }
}
