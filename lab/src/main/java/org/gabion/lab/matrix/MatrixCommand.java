package org.gabion.lab.matrix;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gabion.lab.load.OutsideProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lab/lab matrix`: real clients through the guard to nginx, compared with going there directly.
@Command(
    name = "matrix",
    description = {
      "Asks a real nginx for the same things directly and through the guard (64 MB of heap), with"
          + " curl, nghttp and h2load,",
      "over HTTP/1.0, HTTP/1.1, HTTP/2 and TLS: status, fields, body and what was stored must be"
          + " the same."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class MatrixCommand implements Callable<Integer> {
  /// sysexits(3): a service is unavailable, here a program that is not installed.
  private static final int MISSING = 69;

  private static final long QUICK = 64L << 20;
  private static final long FULL = 2L << 30;

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "bodies of at most 64 MB instead of 2 GB")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "writes the cases there")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "where the files are made, about 6 GB (a temporary folder)")
  private Optional<Path> parent = Optional.empty();

  /// picocli fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  public MatrixCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder =
        parent.isPresent()
            ? Files.createTempDirectory(parent.get(), "gabion-matrix-")
            : Files.createTempDirectory("gabion-matrix-");
    try {
      for (OutsideProgram program :
          List.of(
              OutsideProgram.CURL,
              OutsideProgram.NGINX,
              OutsideProgram.NGHTTP,
              OutsideProgram.H2LOAD)) {
        program.require();
      }
      out.println(MatrixReport.title());
      MatrixReport report =
          run(
              folder,
              quick ? QUICK : FULL,
              row -> {
                out.println(row.line());
                out.flush();
              });
      out.println(report.summary());
      if (json.isPresent()) {
        Files.writeString(json.get(), report.json());
      }
      return report.different() == 0 ? 0 : 1;
    } catch (OutsideProgram.Missing missing) {
      spec.commandLine().getErr().println(missing.getMessage());
      return MISSING;
    } finally {
      delete(folder);
      out.flush();
    }
  }

  /// The whole matrix with bodies of at most so many bytes.
  static MatrixReport run(
      Path folder, long most, java.util.function.Consumer<MatrixReport.Row> told)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path root = folder.resolve("root");
    MatrixFiles files = MatrixFiles.make(root, MatrixCases.sizes(most));
    try (MatrixRig rig = MatrixRig.start(folder, root)) {
      return new Matrix(rig, files, folder, told).run();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
