package org.gabion.mirror.check;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.AnswerFault;
import org.gabion.mirror.wire.Deadlines;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.PinnedSource;
import org.gabion.mirror.wire.Waits;

/// Asks one mirror: lightly, by two small requests, or by an audit of some of its files. Decides
/// nothing. Blocks; safe for use by several threads.
final class MirrorProbe {
  private static final int MOST_ROOTS = 16;
  private static final int MOST_SILENCE = 3;

  private final CheckRules rules;
  private final AddressRule addresses;
  private final Deadlines deadlines;

  /// Roots that were found valid, by the root before and their bytes: many mirrors give the same.
  private final Map<Digest, RootChain> accepted = new ConcurrentHashMap<>();

  MirrorProbe(CheckRules rules, AddressRule addresses, Deadlines deadlines) {
    this.rules = rules;
    this.addresses = addresses;
    this.deadlines = deadlines;
  }

  /// Fetches the head, and roots beyond those that are known.
  Observation light(String url, RootChain known) {
    List<InetAddress> resolved = List.of();
    try {
      resolved = addresses.resolve(MirrorAddress.parse(url).host());
      try (PinnedSource source = source(url, resolved, rules.light())) {
        return new Observation(url, resolved, ask(source, known));
      }
    } catch (IOException e) {
      return new Observation(
          url, resolved, new Observation.Answer.Silent(Words.plain(e.getMessage())));
    }
  }

  /// A mirror at addresses that were judged before.
  PinnedSource source(String url, List<InetAddress> resolved, Waits waits) {
    return new PinnedSource(MirrorAddress.parse(url), resolved, waits, deadlines);
  }

  private Observation.Answer ask(PinnedSource source, RootChain known) throws IOException {
    long start = System.nanoTime();
    Optional<byte[]> head;
    try {
      head = source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES);
    } catch (AnswerFault e) {
      if (!e.isTooLarge()) {
        throw e;
      }
      return new Observation.Answer.Garbled(
          new FileFault.Wrong(CopyPaths.HEAD, "a head", String.valueOf(e.getMessage())),
          Duration.ofNanos(System.nanoTime() - start));
    }
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    if (head.isEmpty()) {
      return new Observation.Answer.Silent("no copy is there: " + CopyPaths.HEAD + " is missing");
    }
    RootChain chain = known;
    while (chain.roots().size() < RootChain.MAX_ROOTS) {
      String path = CopyPaths.root(chain.newest().number() + 1);
      try {
        Optional<byte[]> bytes = source.fetch(path, Root.MAX_BYTES);
        if (bytes.isEmpty()) {
          break;
        }
        chain = extended(path, chain, bytes.get());
      } catch (RootFault e) {
        return new Observation.Answer.Spoke(head.get(), latency, chain, Optional.of(e.fault));
      } catch (IOException e) {
        FileFault fault = fault(path, "no such file, or the next root", e);
        return new Observation.Answer.Spoke(head.get(), latency, chain, Optional.of(fault));
      }
    }
    return new Observation.Answer.Spoke(head.get(), latency, chain, Optional.empty());
  }

  private static final class RootFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FileFault fault;

    RootFault(String path, String found) {
      super(found, null, false, false);
      this.fault =
          new FileFault.Wrong(
              path,
              "no such file, or the next root",
              Words.plain(found) + "; a host must answer 404");
    }
  }

  private RootChain extended(String path, RootChain chain, byte[] bytes) throws RootFault {
    Digest before = chain.roots().getLast().identity();
    Digest key = Digest.of((before + " " + Digest.of(bytes)).getBytes(Words.ASCII));
    RootChain known = accepted.get(key);
    if (known != null) {
      return known;
    }
    switch (Root.parse(bytes)) {
      case Parsed.Malformed<Signed<Root>> malformed ->
          throw new RootFault(path, malformed.toString());
      case Parsed.Valid<Signed<Root>>(Signed<Root> root) -> {
        switch (chain.extend(root)) {
          case RootChain.Outcome.Refused refused -> throw new RootFault(path, refused.reason());
          case RootChain.Outcome.Accepted longer -> {
            accepted.put(key, longer.chain());
            return longer.chain();
          }
        }
      }
    }
  }

  /// What came of asking for a file that is given only as it was signed.
  private static FileFault fault(String path, String wanted, IOException fault) {
    String words = Words.plain(fault.getMessage());
    return fault instanceof AnswerFault answer && answer.isTooLarge()
        ? new FileFault.Wrong(path, wanted, words)
        : new FileFault.NotGiven(path, words);
  }

  /// Whether a mirror gives the header of an edition.
  boolean holds(PinnedSource source, Signed<Head> head) {
    Head document = head.document();
    String path = CopyPaths.snapshot(document.sequence());
    try {
      Optional<byte[]> bytes = source.fetch(path, SnapshotHeader.MAX_BYTES);
      return bytes.isPresent() && Digest.of(bytes.get()).equals(document.snapshot());
    } catch (IOException e) {
      return false;
    }
  }

  /// What an audit is to look at.
  ///
  /// @param chain the site's roots
  /// @param head that the mirror gives
  /// @param catalogue of its edition; empty if nobody gave it
  record Subject(RootChain chain, Signed<Head> head, Optional<Catalogue> catalogue, Instant at) {}

  /// Looks at some files of the edition that a mirror gives.
  Audit audit(PinnedSource source, Subject subject, RandomGenerator random) {
    return new Visit(source, subject, random).run();
  }

  /// One audit.
  private final class Visit {
    private final PinnedSource source;
    private final Subject subject;
    private final RootChain chain;
    private final RandomGenerator random;
    private final long end = System.nanoTime() + rules.audit().whole().toNanos();
    private final List<FileFault> faults = new ArrayList<>();
    private Optional<Verdict.Contradiction> fork = Optional.empty();
    private int silence;

    Visit(PinnedSource source, Subject subject, RandomGenerator random) {
      this.source = source;
      this.subject = subject;
      this.chain = subject.chain();
      this.random = random;
    }

    Audit run() {
      Optional<Catalogue> catalogue = subject.catalogue();
      Head document = subject.head().document();
      file(CopyPaths.snapshot(document.sequence()), document.snapshot(), SnapshotHeader.MAX_BYTES);
      roots();
      List<Catalogue.Entry> drawn =
          catalogue.map(all -> all.draw(rules.audit().sample(), random)).orElse(List.of());
      int looked = 0;
      for (Catalogue.Entry entry : drawn) {
        if (isOver()) {
          break;
        }
        file(entry.path(), entry.digest(), entry.size());
        looked++;
      }
      return new Audit(
          subject.head().identity(),
          subject.at(),
          catalogue.map(Catalogue::size).orElse(0),
          drawn.size(),
          looked,
          faults,
          fork);
    }

    private boolean isOver() {
      return silence >= MOST_SILENCE || System.nanoTime() - end > 0;
    }

    /// The first root, the newest, and some between them.
    private void roots() {
      int count = chain.roots().size();
      for (int i = 0; i < Math.min(count, MOST_ROOTS) && !isOver(); i++) {
        int number =
            count <= MOST_ROOTS
                ? i + 1
                : i == 0 ? 1 : i == 1 ? count : 2 + random.nextInt(count - 2);
        root(number);
      }
    }

    private void root(int number) {
      String path = CopyPaths.root(number);
      Signed<Root> wanted = chain.roots().get(number - 1);
      Optional<byte[]> bytes = fetch(path, wanted.identity().toString(), Root.MAX_BYTES);
      if (bytes.isEmpty() || Arrays.equals(bytes.get(), wanted.bytes())) {
        return;
      }
      // The same root may have other signatures, if they suffice.
      Optional<Signed<Root>> found = valid(number, bytes.get());
      if (found.isEmpty()) {
        faults.add(
            new FileFault.Wrong(
                path, "root " + number + ", signed", "SHA-256 " + Digest.of(bytes.get())));
      } else if (!found.get().identity().equals(wanted.identity())) {
        fork =
            Optional.of(
                new Verdict.Contradiction("root", number, wanted.bytes(), found.get().bytes()));
      }
    }

    private Optional<Signed<Root>> valid(int number, byte[] bytes) {
      if (!(Root.parse(bytes) instanceof Parsed.Valid<Signed<Root>>(Signed<Root> root))) {
        return Optional.empty();
      }
      RootChain.Outcome outcome =
          RootChain.begin(chain.site(), number == 1 ? root : chain.roots().getFirst());
      for (int i = 2; i <= number; i++) {
        if (!(outcome instanceof RootChain.Outcome.Accepted(RootChain shorter))) {
          return Optional.empty();
        }
        outcome = shorter.extend(i == number ? root : chain.roots().get(i - 1));
      }
      return outcome instanceof RootChain.Outcome.Accepted ? Optional.of(root) : Optional.empty();
    }

    private void file(String path, Digest digest, int limit) {
      Optional<byte[]> bytes = fetch(path, "SHA-256 " + digest, limit);
      if (bytes.isPresent() && !Digest.of(bytes.get()).equals(digest)) {
        faults.add(
            new FileFault.Wrong(
                path,
                "SHA-256 " + digest,
                "SHA-256 " + Digest.of(bytes.get()) + " (" + bytes.get().length + " bytes)"));
      }
    }

    private Optional<byte[]> fetch(String path, String wanted, int limit) {
      try {
        Optional<byte[]> bytes = source.fetch(path, limit);
        silence = 0;
        if (bytes.isEmpty()) {
          faults.add(new FileFault.Missing(path));
        }
        return bytes;
      } catch (IOException e) {
        FileFault fault = fault(path, wanted, e);
        silence = fault instanceof FileFault.NotGiven ? silence + 1 : 0;
        faults.add(fault);
        return Optional.empty();
      }
    }
  }
}
