package org.gabion.lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.lab.load.LoadTool;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;

/// Asks for every [MatrixCase] directly and through the guard, and says where the replies differ.
/// One user.
final class Matrix {
  private static final Duration TOOL_TIME = Duration.ofMinutes(2);
  private static final Pattern H2LOAD_COUNTS =
      Pattern.compile("requests: (\\d+) total.* (\\d+) done, (\\d+) succeeded");
  private static final Pattern H2LOAD_BYTES =
      Pattern.compile("headers \\(.*\\), [^(]*\\((\\d+)\\) data");

  private final MatrixRig rig;
  private final MatrixFiles files;
  private final Path folder;
  private final Curl curl;
  private final Consumer<MatrixReport.Row> told;

  /// @param told gets each row as soon as it is known
  Matrix(MatrixRig rig, MatrixFiles files, Path folder, Consumer<MatrixReport.Row> told)
      throws OutsideProgram.Missing {
    this.rig = rig;
    this.files = files;
    this.folder = folder;
    this.curl = Curl.in(folder);
    this.told = told;
  }

  MatrixReport run() throws IOException, InterruptedException, OutsideProgram.Missing {
    List<MatrixReport.Row> rows = new ArrayList<>();
    for (MatrixCase one : MatrixCases.all(files.sizes())) {
      add(rows, row(one));
    }
    add(rows, nghttp());
    for (Protocol.Port port : List.of(Protocol.Port.TLS, Protocol.Port.H2C)) {
      add(rows, h2load(port));
    }
    return new MatrixReport(rows, rig.guardPeakRssKb(), rig.guardPeakHeapMb());
  }

  private void add(List<MatrixReport.Row> rows, MatrixReport.Row row) throws IOException {
    rows.add(row);
    told.accept(row);
    if (!rig.guardLives()) {
      throw new IOException(rig.guardFailure());
    }
  }

  private MatrixReport.Row row(MatrixCase one) throws IOException, InterruptedException {
    Asked direct = ask(one, Side.DIRECT);
    Asked guarded = ask(one, Side.GUARD);
    List<String> differences = guarded.reply().differences(direct.reply());
    for (Asked asked : List.of(direct, guarded)) {
      if (!asked.failure().isEmpty()) {
        differences.add(asked.failure());
      }
    }
    if (direct.reply().status() != one.status()) {
      differences.add(
          "the web server should answer " + one.status() + ", not " + direct.reply().status());
    }
    if (one.upload() >= 0
        && !direct.reply().stored().equals(MatrixFiles.sha256(files.ofSize(one.upload())))) {
      differences.add("the web server stored something else than was sent");
    }
    long bytes = Math.max(direct.reply().bytes(), one.upload());
    return new MatrixReport.Row(
        one.name(),
        one.protocol().shown,
        direct.reply().status(),
        bytes,
        direct.seconds(),
        guarded.seconds(),
        differences);
  }

  private record Asked(Reply reply, String failure, double seconds) {}

  private Asked ask(MatrixCase one, Side side) throws IOException, InterruptedException {
    List<String> upload =
        one.upload() < 0 ? List.of() : List.of("-T", files.ofSize(one.upload()).toString());
    long begun = System.nanoTime();
    Curl.Got got =
        curl.ask(
            rig.url(side, one.protocol().port),
            one.target(side),
            one.protocol(),
            one.options(),
            upload);
    double seconds = (System.nanoTime() - begun) / 1e9;
    String stored = "";
    if (one.upload() >= 0) {
      Path file = files.folder().resolve(one.target(side).substring(1));
      stored = MatrixFiles.sha256(file);
      if (!one.keeps()) {
        Files.deleteIfExists(file);
      }
    }
    Reply reply = Reply.of(got.dump(), got.body().sha256(), got.body().bytes(), stored, side);
    return new Asked(reply, got.failure(), seconds);
  }

  /// The body of a page by nghttp, which is another implementation of HTTP/2 than curl's user of
  /// it.
  private MatrixReport.Row nghttp()
      throws IOException, InterruptedException, OutsideProgram.Missing {
    List<String> differences = new ArrayList<>();
    List<MatrixFiles.Digest> bodies = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (Side side : Side.values()) {
      long begun = System.nanoTime();
      LoopbackUrl root = rig.url(side, Protocol.Port.TLS);
      LoadTool.Outcome outcome =
          LoadTool.NGHTTP.run(
              new LoopbackUrl(true, root.address(), "/65537.bin"),
              List.of("--no-push", "-y"),
              bounds());
      seconds.add((System.nanoTime() - begun) / 1e9);
      bodies.add(MatrixFiles.Digest.of(outcome.output()));
      if (!outcome.ended() || outcome.status() != 0) {
        differences.add("nghttp failed " + side.folder());
      }
    }
    if (!bodies.get(0).equals(bodies.get(1))) {
      differences.add("body: directly " + bodies.get(0) + ", through the guard " + bodies.get(1));
    }
    if (!bodies.get(0).sha256().equals(MatrixFiles.sha256(files.ofSize(65_537)))) {
      differences.add("nghttp got something else than the file");
    }
    return new MatrixReport.Row(
        "nghttp",
        Protocol.TLS_2.shown,
        200,
        bodies.get(0).bytes(),
        seconds.get(0),
        seconds.get(1),
        differences);
  }

  /// Many streams at once on a few connections: all succeed, with every byte.
  private MatrixReport.Row h2load(Protocol.Port port)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    int requests = 400;
    List<String> differences = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    long expected = requests * 65_537L;
    for (Side side : Side.values()) {
      long begun = System.nanoTime();
      LoopbackUrl root = rig.url(side, port);
      LoadTool.Outcome outcome =
          LoadTool.H2LOAD.run(
              new LoopbackUrl(root.tls(), root.address(), "/65537.bin"),
              List.of("-n", Integer.toString(requests), "-c", "4", "-m", "20"),
              bounds());
      seconds.add((System.nanoTime() - begun) / 1e9);
      Matcher counts = H2LOAD_COUNTS.matcher(outcome.output());
      Matcher bytes = H2LOAD_BYTES.matcher(outcome.output());
      boolean all = counts.find() && Integer.parseInt(counts.group(3)) == requests;
      boolean whole = bytes.find() && Long.parseLong(bytes.group(1)) == expected;
      if (!all || !whole) {
        differences.add("h2load " + side.folder() + ": " + outcome.output().strip());
      }
    }
    Protocol protocol = port == Protocol.Port.TLS ? Protocol.TLS_2 : Protocol.H2C;
    return new MatrixReport.Row(
        "h2load, 80 streams at once",
        protocol.shown,
        200,
        expected,
        seconds.get(0),
        seconds.get(1),
        differences);
  }

  private LoadTool.Run bounds() {
    int core = Runtime.getRuntime().availableProcessors() - 1;
    return new LoadTool.Run(TOOL_TIME, core, folder, Map.of());
  }
}
