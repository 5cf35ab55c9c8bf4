package org.gabion.lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;

/// Asks once with curl. Not thread safe: its files are used again.
///
/// @param folder for the dump of fields
record Curl(Path program, Path folder) {
  private static final String HOST = "Host: site.test";
  private static final int MOST_SECONDS = 300;

  static Curl in(Path folder) throws OutsideProgram.Missing {
    return new Curl(OutsideProgram.CURL.require(), folder);
  }

  /// What came back; the body is not kept, only its digest.
  ///
  /// @param upload the file to send, with curl's options for it; or none
  Got ask(
      LoopbackUrl url, String target, Protocol protocol, List<String> options, List<String> upload)
      throws IOException, InterruptedException {
    Path fields = folder.resolve("fields.txt");
    Files.deleteIfExists(fields);
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "-q",
                "-sS",
                "-k",
                "--noproxy",
                "*",
                "--max-time",
                Integer.toString(MOST_SECONDS),
                "-D",
                fields.toString(),
                "-H",
                HOST,
                protocol.option));
    if (options.contains("--head")) {
      // Else curl would write the fields where the body is looked for.
      command.addAll(List.of("-o", "/dev/null"));
    }
    command.addAll(options);
    command.addAll(upload);
    String root = url.toString();
    command.add(root.substring(0, root.length() - 1) + target);
    Path errors = folder.resolve("curl-errors.txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    try {
      MatrixFiles.Digest body = MatrixFiles.Digest.of(process.getInputStream());
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("curl does not end");
      }
      String dump =
          Files.exists(fields)
              ? Files.readString(fields, java.nio.charset.StandardCharsets.ISO_8859_1)
              : "";
      return new Got(dump, body, process.exitValue() == 0 ? "" : Files.readString(errors).strip());
    } finally {
      process.destroyForcibly();
    }
  }

  /// @param dump the fields as curl wrote them
  /// @param failure curl's words if it failed, else empty
  record Got(String dump, MatrixFiles.Digest body, String failure) {}
}
