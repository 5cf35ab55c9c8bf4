package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.proof.Checkpoint;
import org.gabion.core.proof.SignedNote;
import org.gabion.core.proof.Tiles;
import org.gabion.core.proof.TreeProof;
import org.gabion.core.proof.VerifierKey;

/// Checks a folder of evidence offline: nothing but the folder and the public key is needed.
///
/// The folder may come from anybody. No link in it is followed, no name in it leads out of it, and
/// memory is bounded by the number of its files. Not thread safe.
public final class Verification {
  private static final int MOST_CHECKPOINT = 4096;
  private static final int MOST_PROOF = 1 << 16;

  private final Folder folder;
  private final VerifierKey key;
  private final Faults faults = new Faults();
  private final List<Listed> artefacts = new ArrayList<>();
  private long lines;

  private Verification(Folder folder, VerifierKey key) {
    this.folder = folder;
    this.key = key;
  }

  /// A file that is not as it was signed.
  ///
  /// @param file its path in the folder, as found: may hold any character
  /// @param what is wrong with it, to be read after the file's name
  public record Fault(String file, String what) {}

  /// What a check says.
  public sealed interface Outcome {
    /// Everything is as it was signed.
    ///
    /// @param words what was verified and what was not, a sentence each
    record Sound(List<String> words) implements Outcome {}

    /// Something is not.
    ///
    /// @param faults the first of them
    record Faulty(List<Fault> faults) implements Outcome {}
  }

  private record Listed(long index, Entry.Artefact artefact) {}

  /// Checks the folder.
  ///
  /// @throws IOException if it can not be read
  public static Outcome of(Path dir, VerifierKey key) throws IOException {
    if (!Files.isDirectory(dir)) {
      throw new NoSuchFileException(dir.toString(), null, "it is no folder of evidence");
    }
    Path real = dir.toRealPath();
    return new Verification(Folder.scan(real), key).run();
  }

  private Outcome run() throws IOException {
    folder.odd().forEach(file -> faults.add(file, "is a link or no plain file, and was not read"));
    if (folder.hasTooMany()) {
      faults.add(".", "has more files than any evidence");
      return new Outcome.Faulty(faults.list());
    }
    Optional<byte[]> note = folder.read(Layout.CHECKPOINT, MOST_CHECKPOINT);
    Optional<Checkpoint> head = note.flatMap(this::head);
    if (note.isEmpty()) {
      faults.add(Layout.CHECKPOINT, "is missing, or too long to be one");
    }
    if (head.isPresent()) {
      check(head.get(), new String(note.orElseThrow(), StandardCharsets.UTF_8));
    }
    return faults.isEmpty() ? sound(head.orElseThrow()) : new Outcome.Faulty(faults.list());
  }

  private Optional<Checkpoint> head(byte[] note) {
    return switch (SignedNote.open(note, key)) {
      case SignedNote.Opened.Refused refused -> {
        faults.add(Layout.CHECKPOINT, "proves nothing: " + refused.why());
        yield Optional.empty();
      }
      case SignedNote.Opened.Signed signed -> {
        if (signed.signatures() != 1) {
          faults.add(Layout.CHECKPOINT, "has other signatures beside that of the key");
        }
        Optional<Checkpoint> head = Checkpoint.parse(signed.text());
        if (head.isEmpty()) {
          faults.add(Layout.CHECKPOINT, "is signed, but is no head of a tree");
        }
        yield head;
      }
    };
  }

  private void check(Checkpoint head, String checkpoint) throws IOException {
    TreeCheck tree = new TreeCheck(folder, head, faults);
    if (!tree.run()) {
      return;
    }
    boolean wholeTree = faults.list().stream().noneMatch(f -> f.file().startsWith("tile/"));
    try (LineCheck lineCheck = new LineCheck(folder, faults)) {
      long index = 0;
      for (long bundle = 0; bundle < tree.bundles(); bundle++) {
        Optional<List<Entry>> entries = tree.entries(bundle);
        for (Entry entry : entries.orElse(List.of())) {
          switch (entry) {
            case Entry.Artefact artefact -> artefact(index, artefact);
            case Entry.Line line -> {
              lines++;
              if (tree.hasAllEntries()) {
                lineCheck.next(line);
              }
            }
          }
          index++;
        }
        // A bundle that can not be believed still has its numbers.
        index = Math.max(index, (bundle + 1) * Tiles.WIDTH);
      }
      lineCheck.end();
    }
    origin(head, tree.hasAllEntries());
    proofs(head, checkpoint, wholeTree);
    if (tree.hasAllEntries()) {
      for (String file : folder.unclaimed()) {
        faults.add(file, "is not part of what was signed");
      }
    }
  }

  private void artefact(long index, Entry.Artefact artefact) throws IOException {
    artefacts.add(new Listed(index, artefact));
    Optional<String> flaw = folder.flaw(artefact.path(), artefact.size(), artefact.sha256());
    flaw.ifPresent(what -> faults.add(artefact.path(), what));
  }

  /// The first entry is the manifest, whose digest names the tree.
  private void origin(Checkpoint head, boolean sure) {
    boolean named =
        artefacts.stream()
            .filter(listed -> listed.index() == 0)
            .map(Listed::artefact)
            .anyMatch(
                first ->
                    first.path().equals(Layout.MANIFEST)
                        && head.origin()
                            .equals(key.name() + "/" + first.sha256().substring(0, 32)));
    if (sure && !named) {
      faults.add(Layout.CHECKPOINT, "does not bear the name of this manifest");
    }
  }

  private void proofs(Checkpoint head, String checkpoint, boolean wholeTree) throws IOException {
    ProofFiles made = new ProofFiles(folder.path(), head.size(), checkpoint);
    for (Listed listed : artefacts) {
      String file = Layout.proof(listed.artefact().path());
      Optional<byte[]> there = folder.read(file, MOST_PROOF);
      if (there.isEmpty()) {
        faults.add(file, "is missing, or too long to be a proof");
      } else if (wholeTree && !isProof(there.get(), made.of(listed.index(), listed.artefact()))) {
        faults.add(file, "does not lead from its file to the signed root");
      }
    }
  }

  private static boolean isProof(byte[] bytes, TreeProof proof) {
    return Arrays.equals(bytes, proof.text().getBytes(StandardCharsets.UTF_8));
  }

  private static String count(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }

  private Outcome sound(Checkpoint head) {
    return new Outcome.Sound(
        List.of(
            "The key %s signed the root of a tree of %s."
                .formatted(key, count(head.size(), "entry", "entries")),
            count(artefacts.size(), "file is", "files are")
                + " byte for byte those that were signed; none is missing, and nothing"
                + " else is in the folder.",
            lines == 0
                ? "There are no raw lines in it."
                : count(lines, "raw line is", "raw lines are")
                    + " as signed, in their order; none was left out or added since.",
            "The proof of each file leads from it to the signed root.",
            "It is not verified when this was signed, or that the log told the truth before: only"
                + " that whoever has the key signed exactly this."));
  }
}
