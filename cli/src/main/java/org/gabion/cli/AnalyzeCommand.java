package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gabion.analyze.Analyzer;
import org.gabion.analyze.LineCounts;
import org.gabion.analyze.SeededAnalyzer;
import org.gabion.analyze.evidence.Evidence;
import org.gabion.analyze.evidence.EvidenceCase;
import org.gabion.analyze.evidence.EvidenceKeys;
import org.gabion.analyze.evidence.EvidenceOptions;
import org.gabion.analyze.evidence.Pseudonyms;
import org.gabion.analyze.evidence.Report;
import org.gabion.analyze.format.DirectiveFormat;
import org.gabion.analyze.format.FormatDetector;
import org.gabion.analyze.format.LogFormat;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputFile;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.input.Spool;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.HtmlReport;
import org.gabion.analyze.report.JsonReport;
import org.gabion.analyze.report.Printable;
import org.gabion.analyze.report.TextReport;
import org.gabion.analyze.report.Written;
import org.gabion.core.proof.SignerKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.SeedFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion analyze`: tells from access logs what happened. Reads only; sends nothing anywhere.
@Command(
    name = "analyze",
    description = "Tells from access logs what happened, who was hurt, and what to do.",
    mixinStandardHelpOptions = true,
    subcommands = {EvidenceCommands.Key.class, EvidenceCommands.Verify.class},
    footer = {
      "",
      "Exit codes: 0 whatever is found, 2 wrong usage or an input that can not be read."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private static final String TO_STANDARD_OUTPUT = "-";

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Access logs, also .gz and .zst, rotated ones in any order; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The format of all files; found by trying if not given. 'list' shows all.")
  private @Nullable String format;

  @Option(
      names = "--log-format",
      paramLabel = "DIRECTIVE",
      description =
          "The server's own directive, pasted: nginx's log_format, Apache's LogFormat, HAProxy's"
              + " log-format or Envoy's.")
  private @Nullable String directive;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the report as JSON there; - is standard output.")
  private @Nullable String json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes the report as one web page there.")
  private @Nullable Path html;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      description = "Writes rules for web servers there, each replayed on these logs first.")
  private @Nullable Path rules;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = "Writes the incidents' raw lines and the reports there, signed.")
  private @Nullable Path evidence;

  @Option(
      names = "--evidence-key",
      paramLabel = "FILE",
      description = "The key that signs evidence; 'gabion analyze key FILE' makes one.")
  private @Nullable Path evidenceKey;

  @Option(
      names = "--pseudonyms",
      description = "Replaces addresses in evidence, so that it can be passed on.")
  private boolean pseudonyms;

  @Option(
      names = "--with-lines",
      description = "Lets the JSON report name the lines of each incident.")
  private boolean withLines;

  @Option(
      names = "--seed-file",
      paramLabel = "FILE",
      description = "The guard's seeds, to find in its own log exactly what it found.")
  private @Nullable Path seedFile;

  @Option(
      names = "--count-only",
      description = "Only counts lines and their statuses, as fast as they can be read.")
  private boolean countOnly;

  @Option(
      names = "--follow",
      description = "Goes on reading a growing log, also when it is rotated; tells what begins.")
  private boolean follow;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  AnalyzeCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if ("list".equals(format)) {
      LogFormat.all().forEach(each -> out.printf("%-20s %s%n", each.name(), each.description()));
      out.flush();
      return ExitCode.DONE;
    }
    if (files.isEmpty()) {
      refuse("Name an access log, for example /var/log/nginx/access.log.");
    }
    if (evidence != null && evidenceKey == null) {
      refuse(
          "Evidence must be signed: --evidence-key FILE. Make one with"
              + " 'gabion analyze key FILE --name example.org/evidence'.");
    }
    if (evidence == null && (evidenceKey != null || pseudonyms)) {
      refuse("--evidence-key and --pseudonyms belong to --evidence DIR.");
    }
    if (countOnly && (json != null || wholeLogOptions().findFirst().isPresent())) {
      refuse("--count-only counts and writes no report: leave it out for one.");
    }
    Optional<LogFormat> given = given();
    if (follow) {
      return follow(given, out, err);
    }
    if (withLines && json == null && evidence == null) {
      refuse("--with-lines is for the report for programs: give --json FILE with it.");
    }
    reportFiles().fault(read()).ifPresent(this::refuse);
    try (InputFiles opened = InputFiles.open(files, System.in, Spool.usual())) {
      if (countOnly) {
        count(opened, given, out, err);
        return ExitCode.DONE;
      }
      return analyze(opened, given, out, err) ? ExitCode.DONE : ExitCode.USAGE;
    } catch (IOException e) {
      err.println("gabion: " + Printable.of(OutsideFault.words(e)));
      return ExitCode.USAGE;
    }
  }

  private Optional<LogFormat> given() {
    if (directive != null) {
      if (format != null) {
        throw new ParameterException(
            spec.commandLine(), "Give either --format or --log-format, not both.");
      }
      return switch (DirectiveFormat.of(directive)) {
        case DirectiveFormat.Compiled compiled -> Optional.of(compiled.format());
        case DirectiveFormat.Broken broken ->
            throw new ParameterException(spec.commandLine(), "--log-format: " + broken.why());
      };
    }
    if (format == null) {
      return Optional.empty();
    }
    Optional<LogFormat> named = FormatDetector.named(format);
    if (named.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no format '%s'. 'gabion analyze --format list' shows all.".formatted(format));
    }
    return named;
  }

  private int follow(Optional<LogFormat> given, PrintWriter out, PrintWriter err)
      throws IOException {
    notWithFollow().ifPresent(this::refuse);
    FollowRun.Form form = json == null ? FollowRun.Form.WORDS : FollowRun.Form.JSON;
    try {
      new FollowRun(form, out, err, Clock.systemUTC(), new SecureRandom())
          .run(Path.of(files.getFirst()), given);
      return ExitCode.DONE;
    } catch (IOException e) {
      err.println("gabion: " + Printable.of(OutsideFault.words(e)));
      return ExitCode.USAGE;
    }
  }

  /// Those of the options given that write what only a whole analysis gives.
  private Stream<String> wholeLogOptions() {
    return Stream.of(
            html == null ? "" : "--html",
            rules == null ? "" : "--rules",
            evidence == null ? "" : "--evidence",
            withLines ? "--with-lines" : "")
        .filter(option -> !option.isEmpty());
  }

  private void refuse(String why) {
    throw new ParameterException(spec.commandLine(), why);
  }

  /// What was asked for that a log without an end can not give.
  private Optional<String> notWithFollow() {
    if (files.size() > 1) {
      return Optional.of("--follow reads one file: start one 'gabion analyze --follow' for each.");
    }
    if (files.getFirst().equals(InputFiles.STANDARD_INPUT)) {
      return Optional.of("--follow reads a file: give its name instead of -.");
    }
    if (json != null && !json.equals(TO_STANDARD_OUTPUT)) {
      return Optional.of(
          "--follow writes news as it comes: use --json - and redirect standard output.");
    }
    Optional<String> whole = wholeLogOptions().findFirst();
    if (whole.isPresent()) {
      return Optional.of(
          whole.get() + " needs the whole log: run it without --follow when something was found.");
    }
    if (countOnly) {
      return Optional.of("--count-only needs a log that has an end: leave out --follow.");
    }
    if (seedFile != null) {
      return Optional.of(
          "--seed-file is for a log that is over: the guard itself tells what it finds as it comes,"
              + " in its journal.");
    }
    return Optional.empty();
  }

  private ReportFiles reportFiles() {
    return new ReportFiles(
        Optional.ofNullable(html),
        Optional.ofNullable(json).filter(name -> !name.equals(TO_STANDARD_OUTPUT)).map(Path::of),
        Optional.ofNullable(rules),
        Optional.ofNullable(evidence));
  }

  private List<Path> read() {
    List<Path> read = new ArrayList<>(files.stream().map(Path::of).toList());
    Stream.of(seedFile, evidenceKey).flatMap(Stream::ofNullable).forEach(read::add);
    return read;
  }

  private static void count(
      InputFiles opened, Optional<LogFormat> given, PrintWriter out, PrintWriter err)
      throws IOException {
    ProgressBar bar = ProgressBar.on(err);
    long start = System.nanoTime();
    try (Inputs inputs = new ChunkedInputs(Sources.of(opened.files(), given), threads(), bar)) {
      LineCounts counts = LineCounts.of(inputs);
      bar.wipe();
      inputs.warnings().forEach(warning -> err.println("gabion: " + warning));
      double seconds = Math.max(1e-9, (System.nanoTime() - start) / 1e9);
      out.printf(Locale.ROOT, "%,d lines, %,d bytes%n", counts.lines(), counts.bytes());
      counts.statuses().forEach((status, n) -> out.printf(Locale.ROOT, "  %03d  %,d%n", status, n));
      out.printf(Locale.ROOT, "  none %,d%n", counts.other());
      out.printf(
          Locale.ROOT,
          "%.2f s, %.2f GB/s, %,.0f lines/s%n",
          seconds,
          counts.bytes() / 1e9 / seconds,
          counts.lines() / seconds);
      out.flush();
    }
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Whether anything could be read, or there was nothing to read.
  private boolean analyze(
      InputFiles opened, Optional<LogFormat> given, PrintWriter out, PrintWriter err)
      throws IOException {
    // What would be refused after a long analysis is refused before it.
    Optional<SignerKey> signer =
        evidenceKey == null ? Optional.empty() : Optional.of(EvidenceKeys.read(evidenceKey));
    if (evidence != null) {
      Evidence.refuseIfFull(evidence);
    }
    Optional<SeedFile.Read> seeds =
        seedFile == null ? Optional.empty() : Optional.of(SeedFiles.read(seedFile));
    ProgressBar bar = ProgressBar.on(err);
    try (Inputs inputs = new ChunkedInputs(Sources.of(opened.files(), given), threads(), bar)) {
      Analyzer.Outcome outcome = outcome(inputs, seeds);
      bar.wipe();
      if (TO_STANDARD_OUTPUT.equals(json)) {
        // The words begin with them; a program reads what else is on standard output.
        inputs.warnings().forEach(warning -> err.println("gabion: " + Printable.of(warning)));
      }
      write(outcome, out);
      if (evidence != null && signer.isPresent()) {
        prove(outcome, opened, evidence, signer.get());
      }
      if (!TO_STANDARD_OUTPUT.equals(json)) {
        reportFiles().tell(out);
      }
      return !outcome.analysis().isUnread();
    }
  }

  private void prove(Analyzer.Outcome outcome, InputFiles opened, Path folder, SignerKey key)
      throws IOException {
    Set<Written> beside = reportFiles().written();
    List<Report> reports =
        List.of(
            new Report("report.json", "The report for programs", JsonReport::write),
            new Report(
                "report.html",
                "The report as a web page",
                (analysis, to) -> HtmlReport.write(analysis, beside, to)),
            new Report(
                "report.txt",
                "The report as text",
                (analysis, to) -> TextReport.write(analysis, TextReport.Style.PLAIN, beside, to)));
    Evidence.write(
        folder,
        new EvidenceCase(
            outcome.analysis(),
            opened.files().stream().map(InputFile::path).toList(),
            outcome.lines()),
        reports,
        new EvidenceOptions(
            key,
            pseudonyms ? Optional.of(Pseudonyms.fresh(new SecureRandom())) : Optional.empty(),
            Optional.empty(),
            EvidenceOptions.DEFAULT_MOST_BYTES,
            Version.number(),
            Instant.now()));
  }

  private Analyzer.Outcome outcome(Inputs inputs, Optional<SeedFile.Read> seeds)
      throws IOException {
    Instant now = Instant.now();
    if (seeds.isPresent()) {
      return new SeededAnalyzer(seeds.get(), withLines).analyze(inputs, now);
    }
    SecureRandom random = new SecureRandom();
    KeyedHash hash = new KeyedHash(random.nextLong(), random.nextLong());
    return new Analyzer(hash, random.nextLong(), withLines).analyze(inputs, now);
  }

  /// The width is what help texts have, which ask the terminal.
  private Terminal terminal() {
    return Terminal.ofProcess(() -> spec.root().usageMessage().width());
  }

  private void write(Analyzer.Outcome outcome, PrintWriter out) throws IOException {
    Analysis analysis = outcome.analysis();
    reportFiles().write(outcome);
    if (TO_STANDARD_OUTPUT.equals(json)) {
      JsonReport.write(analysis, out);
    } else {
      TextReport.write(analysis, terminal().style(), reportFiles().written(), out);
    }
    out.flush();
  }
}
