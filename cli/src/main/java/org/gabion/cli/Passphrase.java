package org.gabion.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gabion.mirror.keys.KeyFault;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.keys.KeyRing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the passphrase of key files comes from: a file, the environment, or whoever sits at the
/// terminal; never the command line, which others can read.
final class Passphrase implements KeyRing.Passphrases {
  static final String VARIABLE = "GABION_PASSPHRASE";

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "Holds the passphrase of the key files in its first line; without it, the environment"
              + " variable "
              + VARIABLE
              + " or the terminal is asked.")
  private @Nullable Path file;

  private final Map<String, char[]> typed = new HashMap<>();

  /// The passphrase of new key files; at a terminal it is asked for twice.
  char[] fresh() throws KeyFault {
    Optional<char[]> given = given();
    if (given.isPresent()) {
      return given.get();
    }
    Console console = console();
    char[] first = read(console, "A new passphrase for the keys: ");
    KeyFile.checkPassphrase(first);
    if (!Arrays.equals(first, read(console, "The same once more: "))) {
      throw new KeyFault("the two passphrases differ; nothing was made");
    }
    return first;
  }

  @Override
  public char[] of(KeyFile keyFile) throws KeyFault {
    Optional<char[]> given = given();
    if (given.isPresent()) {
      return given.get();
    }
    char[] known = typed.get(keyFile.toString());
    if (known == null) {
      known = read(console(), "Passphrase of " + keyFile + ": ");
      typed.put(keyFile.toString(), known);
    }
    return known;
  }

  private Optional<char[]> given() throws KeyFault {
    if (file != null) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return Optional.of(text.lines().findFirst().orElse("").toCharArray());
      } catch (IOException e) {
        throw new KeyFault("--passphrase-file: " + OutsideFault.words(e), e);
      }
    }
    return Optional.ofNullable(System.getenv(VARIABLE)).map(String::toCharArray);
  }

  private static Console console() throws KeyFault {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .orElseThrow(
            () ->
                new KeyFault(
                    "no terminal to ask for the passphrase; give --passphrase-file or set "
                        + VARIABLE));
  }

  private static char[] read(Console console, String question) throws KeyFault {
    char[] line = console.readPassword("%s", question);
    if (line == null) {
      throw new KeyFault("no passphrase was given");
    }
    return line;
  }
}
