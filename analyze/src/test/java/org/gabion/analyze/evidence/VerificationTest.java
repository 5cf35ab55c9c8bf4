package org.gabion.analyze.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.gabion.core.proof.SignerKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerificationTest {
  private static final String FLOOD = "incidents/i1/lines.log";

  @TempDir Path temp;
  private final SignerKey key = Samples.key();
  private Path dir = Path.of("");

  @BeforeEach
  void write() throws IOException {
    dir = temp.resolve("evidence");
    Samples.write(dir, Files.createDirectory(temp.resolve("in")), key);
  }

  private List<String> faulty() throws IOException {
    return switch (Verification.of(dir, key.verifier())) {
      case Verification.Outcome.Sound sound -> List.of();
      case Verification.Outcome.Faulty faulty ->
          faulty.faults().stream().map(Verification.Fault::file).distinct().toList();
    };
  }

  @Test
  void of_untouchedFolder_saysWhatWasVerified() throws IOException {
    assertThat(Verification.of(dir, key.verifier()))
        .isInstanceOfSatisfying(
            Verification.Outcome.Sound.class,
            sound ->
                assertThat(String.join("\n", sound.words()))
                    .contains(key.verifier().toString())
                    .contains("tree of " + (Samples.LINES + 7) + " entries")
                    .contains("7 files are byte for byte")
                    .contains(Samples.LINES + " raw lines"));
    assertThat(Files.exists(dir.resolve("incidents/i3"))).isFalse();
  }

  @Test
  void of_bitFlippedAnywhere_namesTheFile() throws IOException {
    List<Path> files = Samples.files(dir);
    assertThat(files).hasSizeGreaterThan(20);
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      String name = dir.relativize(file).toString();
      TreeSet<Integer> places = new TreeSet<>(List.of(0, good.length / 2, good.length - 1));
      for (int at = 0; at < good.length; at += Math.max(1, good.length / 6)) {
        places.add(at);
      }
      for (int at : places) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % 8);
        Files.write(file, bad);
        if (name.equals("checkpoint")) {
          assertThat(faulty()).as("%s at %d", name, at).first().isEqualTo(name);
        } else {
          assertThat(faulty()).as("%s at %d", name, at).containsExactly(name);
        }
      }
      Files.write(file, good);
    }
    assertThat(faulty()).isEmpty();
  }

  @Test
  void of_everyByteOfTheCheckpoint_isBound() throws IOException {
    Path file = dir.resolve("checkpoint");
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(file, bad);
      assertThat(faulty()).as("byte %d", at).contains("checkpoint");
    }
  }

  @Test
  void of_fileMissingOrCutOrLonger_namesTheFile() throws IOException {
    for (Path file : Samples.files(dir)) {
      byte[] good = Files.readAllBytes(file);
      String name = dir.relativize(file).toString();
      Files.delete(file);
      assertThat(faulty()).as("without %s", name).contains(name);
      Files.write(file, Arrays.copyOf(good, good.length - 1));
      assertThat(faulty()).as("cut %s", name).contains(name);
      Files.write(file, Arrays.copyOf(good, good.length + 1));
      assertThat(faulty()).as("longer %s", name).contains(name);
      Files.write(file, good);
    }
  }

  @Test
  void of_swappedLines_namesTheFirstThatDiffers() throws IOException {
    Path log = dir.resolve(FLOOD);
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    Collections.swap(lines, 300, 301);
    Files.writeString(log, String.join("\n", lines) + "\n");
    assertThat(faults()).extracting(Verification.Fault::file).containsOnly(FLOOD);
    assertThat(faults()).extracting(Verification.Fault::what).anyMatch(w -> w.contains("line 301"));
  }

  private List<Verification.Fault> faults() throws IOException {
    return ((Verification.Outcome.Faulty) Verification.of(dir, key.verifier())).faults();
  }

  @Test
  void of_swappedFiles_namesBoth() throws IOException {
    Path one = dir.resolve(FLOOD);
    Path two = dir.resolve("incidents/i2/lines.log");
    byte[] first = Files.readAllBytes(one);
    Files.write(one, Files.readAllBytes(two));
    Files.write(two, first);
    assertThat(faulty()).containsExactly(FLOOD, "incidents/i2/lines.log");
  }

  @Test
  void of_addedPart_namesIt() throws IOException {
    Files.writeString(dir.resolve("incidents/i1/more.log"), "x");
    Files.createDirectory(dir.resolve("void"));
    Files.createDirectories(dir.resolve("tile/0/x001"));
    assertThat(faulty()).containsExactly("incidents/i1/more.log", "tile/0/x001/", "void/");
  }

  @Test
  void of_linkInPlaceOfAFile_isNotFollowed() throws IOException {
    Path log = dir.resolve(FLOOD);
    Path moved = temp.resolve("moved");
    Files.move(log, moved);
    Files.createSymbolicLink(log, moved);
    assertThat(faulty()).contains(FLOOD);
    assertThat(faults()).anyMatch(f -> f.file().equals(FLOOD) && f.what().contains("link"));
  }

  @Test
  void of_linkInPlaceOfAFolder_isNotFollowed() throws IOException {
    Path moved = temp.resolve("tiles");
    Files.move(dir.resolve("tile"), moved);
    Files.createSymbolicLink(dir.resolve("tile"), moved);
    assertThat(faulty()).contains("tile");
  }

  @Test
  void of_otherKey_isRefused() throws IOException {
    // The same name, so that only the key itself differs.
    assertThat(Verification.of(dir, Samples.key().verifier()))
        .isInstanceOfSatisfying(
            Verification.Outcome.Faulty.class,
            f ->
                assertThat(f.faults()).extracting(Verification.Fault::file).contains("checkpoint"));
  }

  @Test
  void of_otherTreeOfTheSameKey_doesNotPassForThisOne() throws IOException {
    Path other = temp.resolve("other");
    Files.createDirectory(temp.resolve("in2"));
    EvidenceOptions options =
        new EvidenceOptions(key, Optional.empty(), Optional.empty(), 1 << 20, "9", Samples.NOW);
    Evidence.write(other, Samples.source(temp.resolve("in2")), Samples.REPORTS, options);
    Files.write(dir.resolve("checkpoint"), Files.readAllBytes(other.resolve("checkpoint")));
    assertThat(faulty()).isNotEmpty();
  }

  @Test
  void of_entryThatLeadsOutOfTheFolder_isMalformed() {
    String sha = "0".repeat(64);
    for (String path :
        List.of(
            "../x",
            "/etc/passwd",
            "a/../../x",
            "a//b",
            "",
            ".",
            "tile/0/000",
            "checkpoint",
            "proofs/x",
            "a\\b",
            "A/b",
            "a\u0000",
            "-x")) {
      assertThat(Entry.parse("gabion.evidence/1 file 5 " + sha + " " + path)).as(path).isEmpty();
    }
    assertThat(Entry.parse("gabion.evidence/1 file 5 " + sha + " a/b.log")).isPresent();
    assertThat(Entry.parse("gabion.evidence/1 line ../x 1 0 1 1 5 " + sha)).isEmpty();
  }

  @Test
  void of_noFolder_isAnError() {
    assertThatThrownBy(() -> Verification.of(temp.resolve("none"), key.verifier()))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void write_folderThere_isRefusedWithTheRemedy() throws IOException {
    Path in = temp.resolve("in");
    assertThatThrownBy(() -> Samples.write(dir, in, key))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("name a folder that is not there yet");
    assertThat(faulty()).isEmpty();
  }

  @Test
  void write_sourceFails_leavesNothing() throws IOException {
    EvidenceCase good = Samples.source(temp.resolve("in"));
    EvidenceCase broken =
        new EvidenceCase(
            good.analysis(),
            good.inputs(),
            sink -> {
              good.lines().read(sink);
              throw new IOException("disk gone");
            });
    Path target = temp.resolve("sub/broken");
    assertThatThrownBy(() -> Evidence.write(target, broken, Samples.REPORTS, Samples.options(key)))
        .hasMessage("disk gone");
    assertThat(temp.resolve("sub")).isEmptyDirectory();
  }

  @Test
  void write_linesBeyondTheBound_areCountedAndSaid() throws IOException {
    EvidenceOptions little =
        new EvidenceOptions(key, Optional.empty(), Optional.empty(), 1000, "1", Samples.NOW);
    Path target = temp.resolve("little");
    Evidence.write(target, Samples.source(temp.resolve("in")), Samples.REPORTS, little);
    assertThat(Files.size(target.resolve(FLOOD))).isLessThanOrEqualTo(1000);
    assertThat(Files.readString(target.resolve("manifest.json"), StandardCharsets.UTF_8))
        .contains("The raw lines are cut");
    dir = target;
    assertThat(faulty()).isEmpty();
  }
}
