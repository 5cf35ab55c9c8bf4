package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.check.CheckHistory;
import org.gabion.mirror.check.CheckKind;
import org.gabion.mirror.check.CheckRules;
import org.gabion.mirror.check.MirrorCheck;
import org.gabion.mirror.check.PlaceFinder;
import org.gabion.mirror.wire.Waits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror check`.
@Command(
    name = "check",
    description = "Asks all mirrors of a site how their copies are, and counts the intact ones.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all is well, or stopped; 1 fewer intact copies than wanted, tampering, or the"
          + " check could not be made; 2 wrong usage, or a file that can not be used."
    })
final class MirrorCheckCommand implements Callable<Integer> {
  private static final String TO_STANDARD_OUTPUT = "-";
  private static final int ID_LENGTH = 2 * Digest.LENGTH;
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(1);
  private static final Duration CONNECT = Duration.ofSeconds(2);

  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "SITE@COPY",
      description =
          "The site's id and the address of a copy to begin with, or the folder of your own copy;"
              + " further copies in case it is not there.")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--audit",
      description = "Looks at 64 files of each mirror, drawn by chance; without it at its head.")
  private boolean audit;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Goes on with a round so often, until it is stopped; without it one round.")
  private @Nullable Duration every;

  @Option(
      names = "--min-intact",
      paramLabel = "N",
      defaultValue = "1",
      description = "Ends with 1 if fewer copies are intact; ${DEFAULT-VALUE} by default.")
  private int leastIntact;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Keeps all rounds there, and goes by what earlier ones saw.")
  private @Nullable Path history;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      defaultValue = "90",
      description = "Keeps rounds so long; ${DEFAULT-VALUE} days by default.")
  private int keepDays;

  @Option(
      names = "--places",
      paramLabel = "FILE",
      description = "A database (.mmdb) of networks, hosters or countries; may be repeated.")
  private List<Path> places = new ArrayList<>();

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description =
          "Keeps both signed documents there if a mirror gives one that is not the site's.")
  private @Nullable Path evidence;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the report as JSON there; - is standard output.")
  private @Nullable String json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes the report as one web page there, with a chart.")
  private @Nullable Path html;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "3s",
      converter = TimeSpan.class,
      description = "Waits so long for a mirror's head; ${DEFAULT-VALUE} by default.")
  private Duration patience;

  @Option(
      names = "--lab",
      description = "For trying out: talks to loopback addresses, and to nobody else.")
  private boolean lab;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorCheckCommand() {}

  @Override
  public Integer call() throws IOException {
    CheckRun.Subject subject = subject();
    CheckRules rules = rules();
    files().ifPresent(this::refuse);
    try (PlaceFinder finder = PlaceFinder.open(places);
        MirrorCheck check = new MirrorCheck(rules, Clock.systemUTC(), finder)) {
      if (history == null) {
        return run(new CheckRun(check, subject, Optional.empty(), outputs()));
      }
      try (CheckHistory opened = CheckHistory.open(history, Duration.ofDays(keepDays))) {
        return run(new CheckRun(check, subject, Optional.of(opened), outputs()));
      }
    } catch (IOException e) {
      tell(e);
      return ExitCode.USAGE;
    }
  }

  private int run(CheckRun run) {
    if (every == null) {
      try {
        return run.once() ? ExitCode.DONE : ExitCode.FAILED;
      } catch (IOException e) {
        tell(e);
        return ExitCode.FAILED;
      }
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Thread rounds = Thread.currentThread();
    Runnable stop =
        () -> {
          stopped.countDown();
          // A round may wait for minutes.
          rounds.interrupt();
        };
    Signals.handle("TERM", stop);
    Signals.handle("INT", stop);
    run.repeat(every, this::tell, stopped);
    return ExitCode.DONE;
  }

  private void tell(IOException fault) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("gabion: " + OutsideFault.words(fault));
    err.flush();
  }

  private CheckOutputs outputs() {
    boolean toOutput = TO_STANDARD_OUTPUT.equals(json);
    CheckOutputs.Form form = CheckOutputs.Form.WORDS;
    if (toOutput) {
      form = every == null ? CheckOutputs.Form.JSON : CheckOutputs.Form.JSON_LINES;
    }
    return new CheckOutputs(
        form,
        jsonFile(),
        Optional.ofNullable(html),
        evidence(),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  private Optional<Path> jsonFile() {
    return Optional.ofNullable(json).filter(name -> !name.equals(TO_STANDARD_OUTPUT)).map(Path::of);
  }

  /// Beside the history if nothing is said: a proof is not lost for want of an option.
  private Optional<Path> evidence() {
    return Optional.ofNullable(evidence)
        .or(
            () ->
                Optional.ofNullable(history)
                    .map(file -> file.resolveSibling(file.getFileName() + "-evidence")));
  }

  private Optional<String> files() throws IOException {
    List<Path> read = new ArrayList<>(places);
    Optional.ofNullable(history).ifPresent(read::add);
    return new ReportFiles(Optional.ofNullable(html), jsonFile(), Optional.empty(), evidence())
        .fault(read);
  }

  private CheckRules rules() {
    if (leastIntact < 0) {
      refuse("--min-intact: from 0");
    }
    if (keepDays < 1 || keepDays > 36_500) {
      refuse("--keep: from 1 to 36500");
    }
    if (every != null && every.compareTo(SHORTEST) < 0) {
      refuse("--every: at least 10s; mirrors have other readers");
    }
    if (patience.compareTo(Duration.ofMillis(100)) < 0
        || patience.compareTo(LONGEST_PATIENCE) > 0) {
      refuse("--patience: from 100ms to 1m");
    }
    Duration connect = patience.compareTo(CONNECT) < 0 ? patience : CONNECT;
    CheckRules rules = CheckRules.USUAL.withLight(new Waits(connect, patience));
    return lab ? rules.inLab() : rules;
  }

  private CheckRun.Subject subject() {
    List<String> copies = new ArrayList<>();
    Optional<Digest> site = Optional.empty();
    boolean remote = false;
    for (String text : named) {
      Optional<Digest> id = id(text);
      if (id.isPresent() && site.isPresent() && !id.equals(site)) {
        refuse("SITE@COPY: the ids differ; a check is of one site");
      }
      site = site.or(() -> id);
      String copy = id.isPresent() ? text.substring(ID_LENGTH + 1) : text;
      remote |= isAddress(copy);
      copies.add(copy);
    }
    if (remote && site.isEmpty()) {
      refuse("SITE@COPY: write the id, 64 digits, then @ and https://host/path/");
    }
    return new CheckRun.Subject(
        copies, site, audit ? CheckKind.AUDIT : CheckKind.LIGHT, leastIntact);
  }

  private static Optional<Digest> id(String text) {
    return text.indexOf('@') == ID_LENGTH
        ? Digest.parse(text.substring(0, ID_LENGTH))
        : Optional.empty();
  }

  private boolean isAddress(String copy) {
    if (!copy.contains("://")) {
      return false;
    }
    if (!Consent.isUrl(copy.endsWith("/") ? copy : copy + "/")) {
      refuse("SITE@COPY: '" + copy + "' is no address of a copy; write https://host/path/");
    }
    return true;
  }

  private void refuse(String why) {
    throw new ParameterException(spec.commandLine(), why);
  }
}
