package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.load.PinnedProcess;

/// nginx: one worker, buffered access log, `limit_req` per address, keep-alive to both sides.
record NginxTarget() implements Target {
  // Never fires: over two orders of magnitude above what one core serves.
  private static final String OPEN_RATE = "rate=10000000r/s";
  private static final String CLOSED_RATE = "rate=1r/m";

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Running start(Setting setting) throws IOException, OutsideProgram.Missing {
    Path configuration = setting.folder().resolve("nginx.conf");
    Path log = setting.folder().resolve("access.log");
    Files.writeString(configuration, configuration(setting, log));
    PinnedProcess process = start(setting.folder(), configuration, setting.core());
    return new Running(name(), setting, process, new LogFile(log), Optional.empty());
  }

  /// Also what starts the origin.
  static PinnedProcess start(Path folder, Path configuration, int core)
      throws IOException, OutsideProgram.Missing {
    String program = OutsideProgram.NGINX.require().toString();
    return PinnedProcess.start(
        new PinnedProcess.Launch(
            // Errors before the configuration is read go to -e; the built-in path may not be
            // writable.
            List.of(program, "-e", "stderr", "-p", folder + "/", "-c", configuration.toString()),
            core,
            folder,
            folder.resolve("output.txt"),
            Map.of()));
  }

  /// What every nginx of the lab has: one worker in the foreground, all its files in one folder.
  static String main(Path folder) {
    return """
    daemon off;
    worker_processes 1;
    pid %1$s/nginx.pid;
    error_log stderr warn;
    events { worker_connections 8192; }
    """
        .formatted(folder);
  }

  static String http(Path folder) {
    return """
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      uwsgi_temp_path %1$s/uwsgi;
      scgi_temp_path %1$s/scgi;
      keepalive_timeout 600s;
      keepalive_requests 1000000000;
    """
        .formatted(folder);
  }

  private static String configuration(Setting setting, Path log) {
    boolean deny = setting.scenario() == Scenario.DENY;
    return main(setting.folder())
        + "http {\n"
        + http(setting.folder())
        + """
          log_format json escape=json '{"time":$msec,"client":"$remote_addr","method":"$request_method",'
            '"target":"$request_uri","protocol":"$server_protocol","status":$status,"bytes":$body_bytes_sent,'
            '"seconds":$request_time,"origin":"$upstream_response_time","host":"$host","agent":"$http_user_agent",'
            '"referer":"$http_referer"}';
          access_log %s json buffer=64k flush=1s;
          limit_req_zone $binary_remote_addr zone=clients:10m %s;
          limit_req_status 429;
          # A line in the error log per refusal is a choice of nginx' default that no operator under a flood keeps.
          limit_req_log_level info;
          upstream origin {
            server %s:%d;
            keepalive 256;
            keepalive_requests 1000000000;
            keepalive_timeout 600s;
          }
          server {
            listen %s:%d%s backlog=4096;
        %s    error_page 429 @refused;
            location / {
              limit_req zone=clients%s;
              proxy_pass http://origin;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $http_host;
              proxy_set_header Via "1.1 nginx";
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Host $http_host;
              proxy_set_header Forwarded 'for=$remote_addr;host="$http_host";proto=$scheme';
            }
            location @refused {
              default_type text/html;
              add_header Retry-After 1 always;
              add_header Cache-Control no-store always;
              return 429 "%s";
            }
          }
        }
        """
            .formatted(
                log,
                deny ? CLOSED_RATE : OPEN_RATE,
                setting.origin().getAddress().getHostAddress(),
                setting.origin().getPort(),
                setting.address().getAddress().getHostAddress(),
                setting.address().getPort(),
                setting.scenario().overTls() ? " ssl" : "",
                setting.scenario().overTls() ? tls(setting.certificate()) : "",
                deny ? "" : " burst=1000000 nodelay",
                setting.refusalPage());
  }

  private static String tls(ServerCertificate certificate) {
    return """
        ssl_certificate %s;
        ssl_certificate_key %s;
        ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
        ssl_ecdh_curve X25519;
    """
        .formatted(certificate.chain(), certificate.key());
  }
}
