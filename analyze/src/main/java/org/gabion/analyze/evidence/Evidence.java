package org.gabion.analyze.evidence;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.detect.Judgement;
import org.gabion.core.proof.Checkpoint;
import org.gabion.core.proof.SignedNote;
import org.gabion.core.request.ClientKey;
import org.gabion.core.sketch.BloomFilter;

/// Writes a folder of evidence. It is made beside its place and moved there when it is whole, so
/// that one that is there is complete. Not thread safe.
public final class Evidence {
  private static final long FILTER_BITS = 1L << 27;

  private final Path dir;
  private final EvidenceCase source;
  private final EvidenceOptions options;
  private final List<Manifest.Listed> listed = new ArrayList<>();

  private Evidence(Path dir, EvidenceCase source, EvidenceOptions options) {
    this.dir = dir;
    this.source = source;
    this.options = options;
  }

  /// Writes the evidence to a new or empty folder.
  ///
  /// @throws IOException if the folder is there and not empty, or something can not be read or
  ///   written; nothing is left of it then
  public static void write(
      Path dir, EvidenceCase source, List<Report> reports, EvidenceOptions options)
      throws IOException {
    Path target = dir.toAbsolutePath().normalize();
    refuseIfFull(target);
    Path parent = Optional.ofNullable(target.getParent()).orElse(target);
    Files.createDirectories(parent);
    Path made =
        Files.createTempDirectory(
            parent, "." + target.getFileName() + ".unfinished-", SecretFile.owner("rwx------"));
    try {
      new Evidence(made, source, options).fill(reports);
      toDisk(made);
      refuseIfFull(target);
      Files.deleteIfExists(target);
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(made);
    }
  }

  /// Refuses a place where evidence can not be written because something is there.
  ///
  /// @throws FileAlreadyExistsException if it is, and is no empty folder
  public static void refuseIfFull(Path dir) throws IOException {
    Path target = dir.toAbsolutePath().normalize();
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "name a folder that is not there yet");
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(target)) {
      if (found.iterator().hasNext()) {
        throw new FileAlreadyExistsException(
            target.toString(), null, "name a folder that is not there yet, or move this one away");
      }
    }
  }

  /// What a loss of power must not take once the folder has its name.
  private static void toDisk(Path made) throws IOException {
    try (Stream<Path> all = Files.walk(made)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
          file.force(true);
        }
      }
    }
  }

  private static void delete(Path made) throws IOException {
    if (Files.exists(made)) {
      try (Stream<Path> all = Files.walk(made)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private void fill(List<Report> reports) throws IOException {
    Optional<AddressRewriter> rewriter = rewriter();
    List<String> ids = source.analysis().incidents().stream().map(Analysis.Incident::id).toList();
    LineFiles lines = new LineFiles(dir, ids, options.mostBytes());
    Sources sources = new Sources(ids.size());
    readLines(
        line -> {
          lines.add(line, kept(line, rewriter));
          sources.add(line.incident(), line.client().map(this::shown));
        });
    List<LineFiles.Written> written = lines.finish();
    Analysis analysis =
        rewriter.map(r -> Masked.of(source.analysis(), r)).orElse(source.analysis());
    for (Report report : reports) {
      file(report.file(), report.what(), out -> report.rendering().write(analysis, out));
    }
    file(
        Layout.STIX,
        "The incidents as a STIX 2.1 bundle",
        out -> new StixBundle(analysis, sources, options).write(out));
    for (int i = 0; i < ids.size(); i++) {
      if (written.get(i).lines > 0) {
        list(Layout.log(ids.get(i)), "Raw lines of incident " + ids.get(i));
        list(Layout.index(ids.get(i)), "Where each raw line of " + ids.get(i) + " came from");
      }
    }
    listed.sort(Comparator.comparing(file -> file.artefact().path()));
    EvidenceCase shown = new EvidenceCase(analysis, source.inputs(), source.lines());
    List<Manifest.Listed> files = List.copyOf(listed);
    file(
        Layout.MANIFEST,
        "What all this is",
        out -> Manifest.write(shown, options, written, files, out));
    sign(ids, written);
  }

  /// Lines of benign incidents are left where they are: their visitors did nothing.
  private void readLines(MatchedLines.Sink sink) throws IOException {
    List<Analysis.Incident> incidents = source.analysis().incidents();
    source
        .lines()
        .read(
            line -> {
              if (incidents.get(line.incident()).verdict() != Judgement.BENIGN) {
                sink.line(line);
              }
            });
  }

  /// Learns the addresses of all incidents first, for they are replaced wherever they stand.
  private Optional<AddressRewriter> rewriter() throws IOException {
    if (options.pseudonyms().isEmpty()) {
      return Optional.empty();
    }
    BloomFilter clients = new BloomFilter(FILTER_BITS, 5, 0);
    source.lines().read(line -> line.client().ifPresent(client -> clients.add(mix(client))));
    return Optional.of(
        new AddressRewriter(
            options.pseudonyms().get(), client -> clients.mightContain(mix(client))));
  }

  private static long mix(ClientKey client) {
    long mixed = client.high() * 0x9e3779b97f4a7c15L + client.low();
    return (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
  }

  private static byte[] kept(MatchedLine line, Optional<AddressRewriter> rewriter) {
    return rewriter.map(r -> r.line(line.bytes(), line.clientName())).orElse(line.bytes());
  }

  private ClientKey shown(ClientKey client) {
    return options.pseudonyms().map(pseudonyms -> pseudonyms.of(client)).orElse(client);
  }

  private void sign(List<String> ids, List<LineFiles.Written> written) throws IOException {
    Manifest.Listed manifest = listed.removeLast();
    listed.addFirst(manifest);
    TreeFiles tree = new TreeFiles(dir);
    for (Manifest.Listed file : listed) {
      tree.add(file.artefact());
    }
    for (int i = 0; i < ids.size(); i++) {
      addLines(tree, ids.get(i), written.get(i).lines);
    }
    tree.finish();
    // Each folder is a log of its own: no key may sign two trees that do not continue each other
    // under one origin.
    String origin =
        options.key().verifier().name() + "/" + manifest.artefact().sha256().substring(0, 32);
    String head = new Checkpoint(origin, tree.size(), tree.root()).text();
    String checkpoint = SignedNote.sign(head, options.key());
    Files.writeString(dir.resolve(Layout.CHECKPOINT), checkpoint);
    ProofFiles proofs = new ProofFiles(dir, tree.size(), checkpoint);
    for (int i = 0; i < listed.size(); i++) {
      Entry.Artefact artefact = listed.get(i).artefact();
      Path file = dir.resolve(Layout.proof(artefact.path()));
      Files.createDirectories(file.getParent());
      Files.writeString(file, proofs.of(i, artefact).text());
    }
  }

  private void addLines(TreeFiles tree, String id, long count) throws IOException {
    if (count == 0) {
      return;
    }
    try (LineReader lines = new LineReader(dir, id)) {
      for (long number = 1; number <= count; number++) {
        LineReader.Indexed line =
            lines.next().orElseThrow(() -> new IOException("the lines of " + id + " changed"));
        tree.add(Entry.Line.of(id, number, line.origin(), line.bytes()));
      }
    }
  }

  private interface Writing {
    void write(Appendable out) throws IOException;
  }

  private void file(String name, String what, Writing writing) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(dir.resolve(name), StandardCharsets.UTF_8)) {
      writing.write(out);
    }
    list(name, what);
  }

  private void list(String name, String what) throws IOException {
    if (listed.stream().anyMatch(file -> file.artefact().path().equals(name))) {
      throw new IllegalArgumentException("two reports named " + name);
    }
    Layout.Digest digest = Layout.Digest.of(dir.resolve(name));
    listed.add(new Manifest.Listed(new Entry.Artefact(name, digest.size(), digest.sha256()), what));
  }
}
