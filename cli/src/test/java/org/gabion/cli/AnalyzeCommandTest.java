package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnalyzeCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine gabion =
      Gabion.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

  /// Two hours of a reader a minute, and in one minute a request a second from elsewhere each time.
  private Path attacked() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int minute = 0; minute < 120; minute++) {
      for (int i = 0; i < 3; i++) {
        line(
            log,
            minute,
            10 + i,
            "10.0." + minute + ".7",
            i == 0 ? "/news" : "/a" + i + ".css",
            200);
      }
      for (int i = 0; minute >= 90 && minute < 94 && i < 240; i++) {
        line(log, minute, i / 4, "198.51." + (minute - 90) + "." + i, "/search?q=" + i, 503);
      }
    }
    return Files.writeString(folder.resolve("access.log"), log);
  }

  private static void line(
      StringBuilder log, int minute, int second, String client, String target, int status) {
    log.append(
        String.format(
            Locale.ROOT,
            "%s - - [25/Nov/2026:%02d:%02d:%02d +0000] \"GET %s HTTP/1.1\" %d 512 \"-\""
                + " \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"%n",
            client,
            10 + minute / 60,
            minute % 60,
            second,
            target,
            status));
  }

  @Test
  void attack_isToldInWordsPageJsonAndRules() throws IOException {
    Path log = attacked();
    Path html = folder.resolve("report.html");
    Path json = folder.resolve("report.json");
    Path rules = folder.resolve("rules");
    int code =
        gabion.execute(
            "analyze",
            log.toString(),
            "--html=" + html,
            "--json=" + json,
            "--rules=" + rules,
            "--with-lines");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Attack found: a flood")
        .contains("11:30")
        .contains("/search")
        .contains(html + ": the report as a page")
        .contains(rules.resolve("README.txt") + ": which rule goes where");
    assertThat(Files.readString(html)).startsWith("<!doctype html>").contains("/search");
    assertThat(Files.readString(json))
        .contains("\"schema\": \"gabion.analysis/1\"")
        .contains("\"start\": \"2026-11-25T11:30:00Z\"")
        .contains("\"end\": \"2026-11-25T11:33:59Z\"")
        .contains("\"requests\": 960");
    assertThat(rules.resolve("README.txt")).exists();
  }

  @Test
  void calm_isToldAndExits0() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int minute = 0; minute < 120; minute++) {
      line(log, minute, 1, "10.0.0." + minute, "/", 200);
    }
    Path file = Files.writeString(folder.resolve("access.log"), log);
    assertThat(gabion.execute("analyze", file.toString())).isZero();
    assertThat(out.toString()).contains("No attack found");
  }

  @Test
  void evidence_isSignedAndChecked() throws IOException {
    Path key = folder.resolve("key");
    assertThat(gabion.execute("analyze", "key", key.toString(), "--name=example.org/evidence"))
        .isZero();
    Path pub = Files.writeString(folder.resolve("pub"), out.toString());
    Path dir = folder.resolve("evidence");
    assertThat(
            gabion.execute(
                "analyze",
                attacked().toString(),
                "--evidence=" + dir,
                "--evidence-key=" + key,
                "--pseudonyms"))
        .isZero();
    assertThat(Files.readString(dir.resolve("report.txt"))).doesNotContain("198.51.");
    assertThat(gabion.execute("analyze", "verify", dir.toString(), "--key=" + pub)).isZero();
    Path report = dir.resolve("report.txt");
    Files.writeString(report, Files.readString(report).replace("attack", "Attack"));
    assertThat(gabion.execute("analyze", "verify", dir.toString(), "--key=" + pub))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("report.txt");
  }

  @Test
  void inputThatCanNotBeRead_saysWhyAndExits2() throws IOException {
    Path strange = Files.writeString(folder.resolve("strange"), "a line\nof another\nkind\n");
    assertThat(gabion.execute("analyze", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(gabion.execute("analyze", folder.toString())).isEqualTo(2);
    assertThat(gabion.execute("analyze", strange.toString())).isEqualTo(2);
    Path error =
        Files.writeString(
            folder.resolve("error.log"), "2026/11/21 10:00:05 [error] 12#12: *7 x\n".repeat(3));
    assertThat(gabion.execute("analyze", error.toString())).isEqualTo(2);
    assertThat(gabion.execute("analyze", strange.toString(), "--format=combined")).isEqualTo(2);
    assertThat(err.toString())
        .contains("such as \"a line\"")
        .contains("none does not exist")
        .contains("is a folder")
        .contains("no format fits its lines")
        .contains("error.log is an error log, which has no requests: give the access log")
        .contains("--log-format");
  }

  @Test
  void reportNamedLikeALog_isRefusedAndTheLogStays() throws IOException {
    Path log = attacked();
    String before = Files.readString(log);
    assertThat(gabion.execute("analyze", log.toString(), "--json=" + log)).isEqualTo(2);
    assertThat(gabion.execute("analyze", log.toString(), "--html=" + log)).isEqualTo(2);
    assertThat(log).hasContent(before);
    assertThat(err.toString()).contains("is one of the files that are read, and would be lost");
  }

  @Test
  void placeThatCanNotBeWritten_isToldBeforeTheLogIsRead() throws IOException {
    String log = attacked().toString();
    Path other = Files.writeString(folder.resolve("other"), "");
    Path none = folder.resolve("none");
    Path report = folder.resolve("report");
    assertThat(gabion.execute("analyze", log, "--html=" + none.resolve("h"))).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--json=" + folder)).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--rules=" + other)).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--html=" + report, "--json=" + report)).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--evidence=" + none, "--evidence-key=" + none))
        .isEqualTo(2);
    Path key = folder.resolve("key");
    assertThat(gabion.execute("analyze", "key", key.toString(), "--name=example.org/e")).isZero();
    out.getBuffer().setLength(0);
    assertThat(gabion.execute("analyze", log, "--evidence=" + folder, "--evidence-key=" + key))
        .isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--with-lines")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("--html: there is no folder " + none)
        .contains("--json: " + folder + " is a folder")
        .contains("--rules: " + other + " is no folder")
        .contains("--html and --json name the same file")
        .contains(none + " does not exist")
        .contains(folder + " exists already")
        .contains("--with-lines is for the report for programs");
  }

  @Test
  void wrongUsage_saysTheRemedyAndExits2() throws IOException {
    String log = attacked().toString();
    assertThat(gabion.execute("analyze")).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--format=nothing")).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--log-format=$nothing_like_it")).isEqualTo(2);
    assertThat(gabion.execute("analyze", log, "--evidence=" + folder.resolve("e"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("Name an access log")
        .contains("There is no format 'nothing'")
        .contains("--log-format: ")
        .contains("gabion analyze key FILE")
        .contains("Run 'gabion analyze --help'")
        .doesNotContain("Usage:");
  }

  @Test
  void follow_withWhatOnlyAWholeLogGives_saysTheRemedyAndExits2() throws IOException {
    String log = attacked().toString();
    refused(log, "--html needs the whole log", "--html=" + folder.resolve("h"));
    refused(log, "--rules needs the whole log", "--rules=" + folder.resolve("r"));
    refused(
        log,
        "--evidence needs the whole log",
        "--evidence=" + folder.resolve("e"),
        "--evidence-key=k");
    refused(log, "--with-lines needs the whole log", "--with-lines");
    refused(log, "--count-only needs a log that has an end", "--count-only");
    refused(log, "use --json - and redirect", "--json=" + folder.resolve("j"));
    refused(log, "--seed-file is for a log that is over", "--seed-file=s");
    refused(log, "start one 'gabion analyze --follow' for each", log + ".1");
    refused("-", "give its name instead of -");
    assertThat(out.toString()).isEmpty();
  }

  private void refused(String log, String remedy, String... options) {
    List<String> line = new ArrayList<>(List.of("analyze", "--follow", log));
    line.addAll(List.of(options));
    err.getBuffer().setLength(0);
    assertThat(gabion.execute(line.toArray(String[]::new))).as(remedy).isEqualTo(2);
    assertThat(err.toString()).contains(remedy);
  }

  @Test
  void wrongSeedFile_isNamedWithWhatIsWrongAndTheRemedy() throws IOException {
    String log = attacked().toString();
    Path cut = Files.writeString(folder.resolve("cut"), "gabion.seed/1\nepoch from=x\n");
    for (String wrong : List.of(log, cut.toString(), folder.toString(), folder + "/none")) {
      err.getBuffer().setLength(0);
      assertThat(gabion.execute("analyze", log, "--seed-file=" + wrong)).isEqualTo(2);
      assertThat(err.toString())
          .contains("--seed-file: " + wrong + " ")
          .contains("'seed' in the folder that guard.runtime.state-directory names");
    }
    assertThat(err.toString()).contains("does not exist");
    assertThat(gabion.execute("analyze", log, "--seed-file=" + cut)).isEqualTo(2);
    assertThat(err.toString()).contains("its line 2 should be 'epoch from=MICROSECONDS");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void countOnly_withAReport_isRefused() throws IOException {
    String log = attacked().toString();
    assertThat(gabion.execute("analyze", log, "--count-only", "--json=-")).isEqualTo(2);
    assertThat(err.toString()).contains("--count-only counts and writes no report");
    assertThat(gabion.execute("analyze", log, "--count-only")).isZero();
    assertThat(out.toString()).contains("1,320 lines").contains("503  960");
  }

  @Test
  void formats_areListed() {
    assertThat(gabion.execute("analyze", "--format=list")).isZero();
    assertThat(out.toString()).contains("combined").contains("haproxy").contains("w3c");
  }
}
