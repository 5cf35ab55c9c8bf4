package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.gabion.analyze.evidence.EvidenceKeys;
import org.gabion.analyze.evidence.Verification;
import org.gabion.analyze.report.Printable;
import org.gabion.core.proof.SignerKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What there is to do with evidence beside writing it: make the key that signs it, and check it.
final class EvidenceCommands {
  private EvidenceCommands() {}

  /// `gabion analyze key`.
  @Command(
      name = "key",
      description = "Makes the key that signs evidence, and prints its public half to give away.",
      mixinStandardHelpOptions = true)
  static final class Key implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "A new file, readable by you only.")
    private Path file;

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "What the key is called in signatures, such as example.org/evidence.")
    private String name;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Key() {}

    @Override
    public Integer call() {
      try {
        SignerKey key = EvidenceKeys.make(file, name, new SecureRandom());
        PrintWriter out = spec.commandLine().getOut();
        out.println(key.verifier());
        out.flush();
        return ExitCode.DONE;
      } catch (IOException e) {
        return refuse(spec, OutsideFault.words(e));
      } catch (IllegalArgumentException e) {
        return refuse(spec, "--name: " + e.getMessage());
      }
    }
  }

  /// `gabion analyze verify`.
  @Command(
      name = "verify",
      description = "Checks a folder of evidence: names every file that is not as it was signed.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit codes: 0 all is as signed, 1 something is not, 2 wrong usage or unreadable."
      })
  static final class Verify implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of evidence.")
    private Path folder;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "PUB",
        description = "The operator's public key, or a file that holds it.")
    private String key;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Verify() {}

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try {
        return switch (Verification.of(folder, EvidenceKeys.verifier(key))) {
          case Verification.Outcome.Sound sound -> {
            sound.words().forEach(out::println);
            out.flush();
            yield ExitCode.DONE;
          }
          case Verification.Outcome.Faulty faulty -> {
            for (Verification.Fault fault : faulty.faults()) {
              out.println(Printable.of(fault.file()) + ' ' + Printable.of(fault.what()));
            }
            out.flush();
            yield ExitCode.FAILED;
          }
        };
      } catch (IOException e) {
        return refuse(spec, OutsideFault.words(e));
      }
    }
  }

  private static int refuse(CommandSpec spec, String why) {
    spec.commandLine().getErr().println("gabion: " + why);
    return ExitCode.USAGE;
  }
}
