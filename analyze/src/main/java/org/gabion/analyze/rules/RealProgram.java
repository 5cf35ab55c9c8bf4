package org.gabion.analyze.rules;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gabion.analyze.report.Printable;

/// Asks a real server, in a folder of its own that is deleted afterwards, whether it takes a
/// snippet. Runs the program's check of its configuration only, never the program itself.
final class RealProgram {
  private static final int SECONDS = 10;
  private static final int MOST_OUTPUT = 4000;
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");
  // Debian keeps servers out of an ordinary user's PATH.
  private static final List<String> ALSO = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

  /// What came of it.
  ///
  /// @param accepted false only if the program was asked and said no
  record Answer(boolean accepted, String words) {}

  private record Output(int status, String text) {}

  private RealProgram() {}

  /// Asks the target's program.
  static Answer check(RuleTarget target, Snippet snippet) {
    Optional<ProgramCheck.Maker> maker = target.programCheck(snippet);
    if (maker.isEmpty()) {
      return new Answer(true, "there is no program of " + target.name() + " here: not checked");
    }
    try {
      Path folder = Files.createTempDirectory("gabion-rules");
      try {
        return check(target, maker.get().in(folder), folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      return new Answer(true, target.name() + " could not be run here: not checked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(true, "interrupted: not checked");
    }
  }

  private static Answer check(RuleTarget target, ProgramCheck check, Path folder)
      throws IOException, InterruptedException {
    Optional<Path> program = locate(check.programs());
    if (program.isEmpty()) {
      return new Answer(true, target.name() + " is not installed here: not checked");
    }
    for (Map.Entry<String, String> file : check.files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    String name = program.get().getFileName().toString();
    Matcher version = VERSION.matcher(run(program.get(), check.version(), folder).text);
    String who = version.find() ? name + " " + version.group() : name;
    Output output = run(program.get(), check.command(), folder);
    if (output.status == 0) {
      return new Answer(true, "checked with " + who + ": accepted");
    }
    if (output.text.contains("Operation not permitted")) {
      return new Answer(true, who + " wants more rights than this user has: not checked");
    }
    String said = Printable.of(output.text.replace(folder.toString(), "").strip(), 300);
    return new Answer(false, "checked with " + who + ": refused (" + said + ")");
  }

  private static Output run(Path program, List<String> arguments, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path file = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
      return new Output(-1, "no answer within " + SECONDS + " s");
    }
    byte[] said = Files.readAllBytes(file);
    int length = Math.min(said.length, MOST_OUTPUT);
    return new Output(
        process.exitValue(), new String(said, 0, length, StandardCharsets.ISO_8859_1));
  }

  /// Where the first of these programs is that this machine has.
  static Optional<Path> locate(List<String> programs) {
    List<String> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      folders.addAll(List.of(path.split(File.pathSeparator, -1)));
    }
    folders.addAll(ALSO);
    return programs.stream()
        .flatMap(
            program ->
                folders.stream()
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, program)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
