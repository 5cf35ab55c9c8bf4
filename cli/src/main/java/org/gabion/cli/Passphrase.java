package org.gabion.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.mirror.keys.KeyFault;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.keys.Token;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the passphrase of key files and the PIN of tokens come from: a file, the environment, or
/// whoever sits at the terminal; never the command line, which others can read.
final class Passphrase implements KeyRing.Passphrases {
  static final String VARIABLE = "GABION_PASSPHRASE";
  static final String PIN = "GABION_PIN";

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "Holds the passphrase of the key files in its first line; without it, the environment"
              + " variable "
              + VARIABLE
              + " or the terminal is asked.")
  private @Nullable Path file;

  @Option(
      names = "--pkcs11",
      paramLabel = "FILE",
      description =
          "The configuration of a PKCS#11 token that has one half of a key; may be given again."
              + " The PIN is asked for at the terminal, or comes from --pin-file or the variable "
              + PIN
              + ".")
  private List<Path> tokens = new ArrayList<>();

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "Holds the PIN of the PKCS#11 tokens in its first line.")
  private @Nullable Path pinFile;

  private final Map<String, char[]> typed = new HashMap<>();
  private final Map<Path, Token> opened = new HashMap<>();

  @SuppressWarnings("NullAway.Init")
  Passphrase() {}

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

  @Override
  public Optional<Token> token(KeyFile keyFile) throws KeyFault {
    for (Path config : tokens) {
      Token token = open(config);
      if (token.has(keyFile)) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }

  /// Opens a token; one that was opened before is the same.
  Token open(Path config) throws KeyFault {
    Token known = opened.get(config);
    if (known == null) {
      Optional<char[]> given = given("--pin-file", pinFile, PIN);
      char[] pin =
          given.isPresent()
              ? given.get()
              : read(console("the PIN", "--pin-file", PIN), "PIN of the token of " + config + ": ");
      known = Token.open(config, pin);
      opened.put(config, known);
    }
    return known;
  }

  private Optional<char[]> given() throws KeyFault {
    return given("--passphrase-file", file, VARIABLE);
  }

  private static Optional<char[]> given(String option, @Nullable Path from, String variable)
      throws KeyFault {
    if (from != null) {
      try {
        String text = Files.readString(from, StandardCharsets.UTF_8);
        return Optional.of(text.lines().findFirst().orElse("").toCharArray());
      } catch (IOException e) {
        throw new KeyFault(option + ": " + OutsideFault.words(e), e);
      }
    }
    return Optional.ofNullable(System.getenv(variable)).map(String::toCharArray);
  }

  private static Console console() throws KeyFault {
    return console("the passphrase", "--passphrase-file", VARIABLE);
  }

  private static Console console(String what, String option, String variable) throws KeyFault {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .orElseThrow(
            () ->
                new KeyFault(
                    "no terminal to ask for " + what + "; give " + option + " or set " + variable));
  }

  private static char[] read(Console console, String question) throws KeyFault {
    char[] line = console.readPassword("%s", question);
    if (line == null) {
      throw new KeyFault("nothing was given");
    }
    return line;
  }
}
