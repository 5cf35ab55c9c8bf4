package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.lab.load.LoadTool;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;

/// wrk with one thread over keep-alive connections. Over TLS it may speak one cipher and one group
/// only, so every target has to choose the same.
record KeepAliveLoad(int connections, int core, Path folder) implements Load {
  private static final Pattern REPORT =
      Pattern.compile(
          "gabion requests=(\\d+) micros=(\\d+) bytes=(\\d+) connect=(\\d+) read=(\\d+)"
              + " write=(\\d+) status=(\\d+) timeout=(\\d+) p50=(\\d+) p99=(\\d+)");
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final String OPENSSL =
      """
      openssl_conf = main
      [main]
      ssl_conf = ssl
      [ssl]
      system_default = tls
      [tls]
      MinProtocol = TLSv1.3
      Ciphersuites = TLS_AES_128_GCM_SHA256
      Groups = X25519
      """;

  @Override
  public Figures run(LoopbackUrl url, Duration length)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path openssl = Files.writeString(folder.resolve("openssl.cnf"), OPENSSL);
    List<String> options =
        List.of(
            "-t",
            "1",
            "-c",
            Integer.toString(connections),
            "-d",
            length.toSeconds() + "s",
            "--timeout",
            "10s");
    LoadTool.Outcome outcome =
        LoadTool.WRK.run(
            url,
            options,
            new LoadTool.Run(
                length.plus(GRACE), core, folder, Map.of("OPENSSL_CONF", openssl.toString())));
    if (!outcome.ended() || outcome.status() != 0) {
      throw new IOException("wrk did not end well: " + outcome);
    }
    return parse(outcome.output());
  }

  static Figures parse(String output) throws IOException {
    Matcher report = REPORT.matcher(output);
    if (!report.find()) {
      throw new IOException("wrk reported nothing: " + output);
    }
    long[] figures = new long[report.groupCount()];
    for (int i = 0; i < figures.length; i++) {
      figures[i] = Long.parseLong(report.group(i + 1));
    }
    return new Figures(
        figures[0],
        figures[1] / 1e6,
        figures[2],
        figures[3] + figures[4] + figures[5] + figures[7],
        figures[6],
        figures[8] / 1e3,
        figures[9] / 1e3);
  }
}
