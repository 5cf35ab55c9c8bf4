package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.load.PinnedProcess;

/// HAProxy: one thread, a stick table with the request rate per address, keep-alive and shared
/// connections to the origin.
///
/// Its access lines go into a ring that it forwards over TCP to a [LogSink]: HAProxy cannot write a
/// file by itself, and a ring in blocks, without a system call per line, is the nearest to the
/// buffered files of the others.
record HaproxyTarget() implements Target {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public Running start(Setting setting) throws IOException, OutsideProgram.Missing {
    String program = OutsideProgram.HAPROXY.require().toString();
    Path configuration = setting.folder().resolve("haproxy.cfg");
    Files.writeString(setting.folder().resolve("refused.html"), setting.refusalPage());
    LogSink sink = new LogSink();
    try {
      Files.writeString(configuration, configuration(setting, sink));
      PinnedProcess process =
          PinnedProcess.start(
              new PinnedProcess.Launch(
                  List.of(program, "-db", "-f", configuration.toString()),
                  setting.core(),
                  setting.folder(),
                  setting.folder().resolve("output.txt"),
                  Map.of()));
      return new Running(name(), setting, process, sink, Optional.of(sink));
    } catch (IOException | OutsideProgram.Missing | RuntimeException e) {
      sink.close();
      throw e;
    }
  }

  private static String configuration(Setting setting, LogSink sink) throws IOException {
    boolean tls = setting.scenario().overTls();
    return """
    global
      nbthread 1
      maxconn 8192
      log ring@access format raw local0
    ring access
      format raw
      maxlen 1200
      size 4194304
      timeout connect 5s
      timeout server 600s
      server sink 127.0.0.1:%d
    defaults
      mode http
      log global
      timeout client 600s
      timeout server 600s
      timeout connect 5s
      timeout http-keep-alive 600s
      timeout http-request 10s
    frontend site
      bind %s:%d backlog 4096%s
      capture request header User-Agent len 256
      capture request header Referer len 256
      capture request header Host len 128
      log-format '{"time":%%Ts.%%ms,"client":"%%ci","method":"%%HM","target":"%%[capture.req.uri,json(utf8s)]","protocol":"%%HV","status":%%ST,"bytes":%%B,"seconds":%%Ta,"origin":%%Tr,"host":"%%[capture.req.hdr(2),json(utf8s)]","agent":"%%[capture.req.hdr(0),json(utf8s)]","referer":"%%[capture.req.hdr(1),json(utf8s)]"}'
      stick-table type ip size 1m expire 60s store http_req_rate(10s)
      http-request track-sc0 src
      http-request deny deny_status 429 content-type text/html file %s hdr Retry-After 1 hdr Cache-Control no-store if { sc_http_req_rate(0) gt %d }
      http-request set-header X-Forwarded-Host %%[req.hdr(Host)]
      http-request set-header X-Forwarded-For %%[src]
      http-request set-header X-Forwarded-Proto %s
      http-request set-header Forwarded for=%%[src];host=%%[req.hdr(Host)];proto=%s
      http-request set-header Via "1.1 haproxy"
      default_backend origin
    backend origin
      http-reuse always
      server origin %s:%d maxconn 4096 pool-max-conn 256
    """
        .formatted(
            sink.address().getPort(),
            setting.address().getAddress().getHostAddress(),
            setting.address().getPort(),
            tls ? bind(setting.certificate()) : "",
            setting.folder().resolve("refused.html"),
            setting.scenario() == Scenario.DENY ? 0 : Integer.MAX_VALUE,
            tls ? "https" : "http",
            tls ? "https" : "http",
            setting.origin().getAddress().getHostAddress(),
            setting.origin().getPort());
  }

  private static String bind(ServerCertificate certificate) {
    return " ssl crt %s ssl-min-ver TLSv1.3 ciphersuites TLS_AES_128_GCM_SHA256 curves X25519"
        .formatted(certificate.both());
  }
}
