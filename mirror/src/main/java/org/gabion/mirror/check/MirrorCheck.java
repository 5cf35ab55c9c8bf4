package org.gabion.mirror.check;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.copy.Sources;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.Deadlines;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.PinnedSource;
import org.gabion.mirror.wire.Waits;

/// Asks all mirrors of a site how their copies are.
///
/// Only mirrors of the signed roster whose own consent is signed are contacted, at public addresses
/// only, so many at once as the rules say. All have answered before any is judged, so that the
/// order of their answers plays no part. Used by one thread; closing it ends what runs.
public final class MirrorCheck implements AutoCloseable {
  private static final int MOST_EDITIONS = 8;
  private static final int MOST_CANDIDATES = 8;
  private static final int MOST_ROSTERS = 3;

  private final CheckRules rules;
  private final InstantSource clock;
  private final PlaceFinder places;
  private final AddressRule addresses;
  private final Deadlines deadlines = new Deadlines();
  private final MirrorProbe probe;
  private final Catalogues catalogues = new Catalogues();

  /// Consents that were found signed in an earlier round.
  private final Set<Digest> willing = ConcurrentHashMap.newKeySet();

  /// @param places not closed by this
  public MirrorCheck(CheckRules rules, InstantSource clock, PlaceFinder places) {
    this.rules = rules;
    this.clock = clock;
    this.places = places;
    this.addresses = new AddressRule(rules.labOnly());
    this.probe = new MirrorProbe(rules, addresses, deadlines);
  }

  /// The copy to begin a round with: the one with the newest edition of those that are named.
  ///
  /// @param copies folders, bundles, and addresses; the same rule holds for these addresses as for
  ///   those of mirrors
  /// @param site the id that is known from elsewhere; empty if the first copy is one's own, and its
  ///   id is to be believed
  /// @throws IllegalArgumentException if a text names no copy
  /// @throws IOException if none of them proves itself; says why for each
  public Beginning begin(List<String> copies, Optional<Digest> site) throws IOException {
    List<Source> sources = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (String copy : copies) {
      try {
        sources.add(source(copy));
      } catch (IOException e) {
        faults.add(Words.plain(e.getMessage()));
      }
    }
    return Beginning.of(sources, faults, site);
  }

  private Source source(String copy) throws IOException {
    if (!copy.startsWith("https:") && !copy.startsWith("http:")) {
      return Sources.parse(copy);
    }
    MirrorAddress address = MirrorAddress.parse(copy.endsWith("/") ? copy : copy + "/");
    return probe.source(address.url(), addresses.resolve(address.host()), rules.audit().file());
  }

  /// What is asked for.
  ///
  /// @param seed chooses the files of an audit; a new one each time, or mirrors could prepare
  /// @param repeats whether this round is one of many without a person who waits for it: then a
  ///   mirror that failed three times in a row is left alone for a day
  public record Request(CheckKind kind, Recollection before, long seed, boolean repeats) {}

  /// What a round gave.
  public record Round(CheckReport report, Recollection after) {}

  /// One round.
  ///
  /// @throws IOException if there is no roster that counts, or a database of places is damaged
  public Round run(Beginning beginning, Request request) throws IOException {
    return new Running(beginning, request).run();
  }

  /// The site by the longer of two chains: that of the copy, and that of earlier rounds.
  private static TrustedSite known(Beginning beginning, Recollection before) throws IOException {
    TrustedSite site = beginning.site();
    if (before.chain().isEmpty() || site.chain().goesOn(before.chain().get())) {
      return site;
    }
    if (before.chain().get().goesOn(site.chain())) {
      return site.with(before.chain().get());
    }
    throw new IOException(
        beginning.source().name()
            + " has other roots than earlier checks saw: somebody else holds the root keys, or did"
            + " then; begin with another copy, and compare 'gabion mirror keys show'");
  }

  /// The state of one round.
  private final class Running {
    private final Beginning beginning;
    private final Request request;
    private final TrustedSite known;
    private final Instant now = clock.instant();
    private final Map<String, Observation> observed = new LinkedHashMap<>();
    private final List<String> unwilling = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Roster roster;
    private SiteView view;

    Running(Beginning beginning, Request request) throws IOException {
      this.beginning = beginning;
      this.request = request;
      this.known = known(beginning, request.before());
      this.roster =
          Rosters.newest(beginning.source(), known, beginning.head())
              .orElseThrow(
                  () ->
                      new IOException(
                          beginning.source().name()
                              + " has no roster that counts: no mirror is known; 'gabion mirror"
                              + " roster add' makes one"));
      this.view = SiteView.of(known, request.before().heads(), List.of());
    }

    Round run() throws IOException {
      observe();
      for (int i = 0; i < MOST_ROSTERS && takeNewerRoster(); i++) {
        observe();
      }
      List<Consent> mirrors =
          roster.mirrors().stream().filter(one -> observed.containsKey(one.url())).toList();
      Map<String, Audit> audits = request.kind() == CheckKind.AUDIT ? audit() : Map.of();
      Set<String> holding = holdingNewest();
      Classifier classifier = new Classifier(view, rules.grace(), now);
      List<CheckReport.Row> rows = new ArrayList<>();
      Map<String, MirrorMemory> after = new HashMap<>();
      for (Consent mirror : mirrors) {
        Observation observation = observed.get(mirror.url());
        if (observation != null) {
          Optional<MirrorMemory> before = request.before().of(mirror.url());
          Optional<Audit> fresh = Optional.ofNullable(audits.get(mirror.url()));
          Optional<Audit> audit = fresh.or(() -> before.flatMap(MirrorMemory::audit));
          boolean holds = holding.contains(mirror.url());
          CheckReport.Row row = row(classifier, observation, audit, holds, before);
          rows.add(row);
          after.put(mirror.url(), memory(observation, row, before, fresh));
        }
      }
      notes();
      CheckReport report = report(rows, audits, classifier);
      return new Round(
          report, new Recollection(after, view.references(), Optional.of(view.chain())));
    }

    /// Asks those mirrors that were not yet asked.
    private void observe() throws IOException {
      List<Consent> fresh =
          roster.mirrors().stream().filter(one -> !observed.containsKey(one.url())).toList();
      // Signatures first: they would take the processor from those who wait for answers.
      int processors = Runtime.getRuntime().availableProcessors();
      List<Boolean> signed = all(fresh, processors, MirrorCheck.this::isWilling);
      List<Consent> willing = new ArrayList<>();
      unwilling.clear();
      for (int i = 0; i < fresh.size(); i++) {
        if (signed.get(i)) {
          willing.add(fresh.get(i));
        } else {
          unwilling.add(fresh.get(i).url());
        }
      }
      for (Observation answer : all(willing, rules.atOnce(), this::observe)) {
        observed.put(answer.url(), answer);
      }
      List<Observation.Answer.Spoke> spoken = new ArrayList<>();
      for (Observation observation : observed.values()) {
        if (observation.answer() instanceof Observation.Answer.Spoke spoke) {
          spoken.add(spoke);
        }
      }
      view = SiteView.of(known, request.before().heads(), spoken);
    }

    private Observation observe(Consent mirror) {
      Optional<Instant> rests =
          request.repeats()
              ? request.before().of(mirror.url()).flatMap(memory -> memory.restsUntil(now))
              : Optional.empty();
      return rests.isPresent()
          ? new Observation(
              mirror.url(),
              List.of(),
              new Observation.Answer.Rests(
                  "it did not answer three times in a row, and is left alone until " + rests.get()))
          : probe.light(mirror.url(), known.chain());
    }

    private Optional<SiteView.Judged.Counts> counts(Observation observation) {
      return observation.answer() instanceof Observation.Answer.Spoke spoke
              && view.judge(spoke.head()) instanceof SiteView.Judged.Counts counts
          ? Optional.of(counts)
          : Optional.empty();
    }

    /// If a mirror has a newer edition than the copy that the check began with, its roster may be
    /// newer too.
    private boolean takeNewerRoster() {
      Optional<Signed<Head>> newest = view.newest();
      if (newest.isEmpty() || newest.get().identity().equals(beginning.head().identity())) {
        return false;
      }
      for (Observation observation : giving(newest.get().identity(), MOST_CANDIDATES)) {
        try (PinnedSource source = source(observation, rules.audit().file())) {
          Optional<Roster> found = Rosters.newest(source, view.site(), newest.get());
          if (found.isPresent() && found.get().number() > roster.number()) {
            roster = found.get();
            return true;
          }
          return false;
        } catch (IOException e) {
          // The next one may have it.
        }
      }
      return false;
    }

    private PinnedSource source(Observation observation, Waits waits) {
      return probe.source(observation.url(), observation.addresses(), waits);
    }

    /// Some mirrors that give a head.
    private List<Observation> giving(Digest identity, int most) {
      return observed.values().stream()
          .filter(one -> counts(one).filter(c -> c.head().identity().equals(identity)).isPresent())
          .limit(most)
          .toList();
    }

    /// Which of the mirrors that are behind hold the header of the newest edition all the same.
    private Set<String> holdingNewest() throws IOException {
      Optional<Signed<Head>> newest = view.newest();
      if (newest.isEmpty()) {
        return Set.of();
      }
      List<Observation> behind =
          observed.values().stream()
              .filter(
                  one ->
                      counts(one)
                          .filter(
                              counts ->
                                  counts.head().document().sequence()
                                      < newest.get().document().sequence())
                          .isPresent())
              .toList();
      List<Boolean> holds =
          all(
              behind,
              rules.atOnce(),
              one -> {
                try (PinnedSource source = source(one, rules.light())) {
                  return probe.holds(source, newest.get());
                }
              });
      Set<String> holding = new HashSet<>();
      for (int i = 0; i < behind.size(); i++) {
        if (holds.get(i)) {
          holding.add(behind.get(i).url());
        }
      }
      return holding;
    }

    private Map<String, Audit> audit() throws IOException {
      Map<Digest, Optional<Catalogue>> editions = new HashMap<>();
      List<Observation> counting = new ArrayList<>();
      for (Observation observation : observed.values()) {
        Optional<SiteView.Judged.Counts> counts = counts(observation);
        if (counts.isPresent()) {
          counting.add(observation);
          Signed<Head> head = counts.get().head();
          if (!editions.containsKey(head.identity()) && editions.size() < MOST_EDITIONS) {
            editions.put(head.identity(), catalogue(head));
          }
        }
      }
      List<Audit> done =
          all(
              counting,
              rules.audit().atOnce(),
              one -> {
                Signed<Head> head = counts(one).orElseThrow().head();
                MirrorProbe.Subject subject =
                    new MirrorProbe.Subject(
                        view.chain(),
                        head,
                        editions.getOrDefault(head.identity(), Optional.empty()),
                        now);
                long mixed = Digest.of(one.url().getBytes(Words.ASCII)).firstLong();
                try (PinnedSource source = source(one, rules.audit().file())) {
                  return probe.audit(source, subject, new SplittableRandom(request.seed() ^ mixed));
                }
              });
      Map<String, Audit> audits = new HashMap<>();
      for (int i = 0; i < counting.size(); i++) {
        audits.put(counting.get(i).url(), done.get(i));
      }
      return audits;
    }

    private Optional<Catalogue> catalogue(Signed<Head> head) {
      List<Source> candidates = new ArrayList<>(List.of(beginning.source()));
      List<PinnedSource> mirrors =
          giving(head.identity(), MOST_CANDIDATES).stream()
              .map(one -> source(one, rules.audit().file()))
              .toList();
      candidates.addAll(mirrors);
      try {
        return catalogues.of(head, candidates);
      } finally {
        mirrors.forEach(PinnedSource::close);
      }
    }

    private CheckReport.Row row(
        Classifier classifier,
        Observation observation,
        Optional<Audit> audit,
        boolean holdsNewest,
        Optional<MirrorMemory> before)
        throws IOException {
      Optional<SiteView.Judged.Counts> counts = counts(observation);
      // What was found in another edition says nothing of this one.
      Optional<Audit> ofThis =
          audit.filter(
              done -> counts.filter(c -> c.head().identity().equals(done.head())).isPresent());
      Verdict verdict =
          classifier.judge(new Classifier.Facts(observation.answer(), ofThis, holdsNewest, before));
      Instant since =
          before.filter(old -> old.kind() == verdict.kind()).map(MirrorMemory::since).orElse(now);
      return new CheckReport.Row(
          observation.url(),
          verdict,
          counts.map(c -> c.head().document().sequence()),
          counts.map(classifier::age),
          switch (observation.answer()) {
            case Observation.Answer.Spoke spoke -> Optional.of(spoke.latency());
            case Observation.Answer.Garbled garbled -> Optional.of(garbled.latency());
            case Observation.Answer.Silent _, Observation.Answer.Rests _ -> Optional.empty();
          },
          places.place(observation.url(), observation.addresses()),
          since,
          ofThis);
    }

    private MirrorMemory memory(
        Observation observation,
        CheckReport.Row row,
        Optional<MirrorMemory> before,
        Optional<Audit> fresh) {
      return observation.answer() instanceof Observation.Answer.Rests && before.isPresent()
          ? before.get()
          : MirrorMemory.after(before, row.verdict(), row.edition().orElse(0L), fresh, now);
    }

    private void notes() {
      if (!unwilling.isEmpty()) {
        notes.add(
            unwilling.size()
                + " addresses of the roster were not contacted, because no signed consent stands"
                + " beside them: "
                + String.join(", ", unwilling.subList(0, Math.min(3, unwilling.size()))));
      }
      view.newest()
          .filter(newest -> newest.document().sequence() > beginning.head().document().sequence())
          .ifPresent(
              newest ->
                  notes.add(
                      "edition "
                          + newest.document().sequence()
                          + " is newer than the copy that the check began with ("
                          + beginning.source().name()
                          + "): that copy is out of date, or, if you did not publish the edition, a"
                          + " release key is stolen"));
    }

    private CheckReport report(
        List<CheckReport.Row> rows, Map<String, Audit> audits, Classifier classifier) {
      Signed<Head> newest = view.newest().orElse(beginning.head());
      List<Place> intact = new ArrayList<>();
      List<KillNumber.Repair> repairs = new ArrayList<>();
      for (CheckReport.Row row : rows) {
        if (row.verdict().kind() == MirrorClass.INTACT) {
          intact.add(row.place());
        } else {
          repairs.add(new KillNumber.Repair(row.place(), row.verdict().kind()));
        }
      }
      return new CheckReport(
          view.chain().site(),
          now,
          request.kind(),
          new CheckReport.Newest(
              newest.document().sequence(),
              newest.identity(),
              newest.document().published(),
              newestAge(newest, classifier)),
          roster.number(),
          rows,
          KillNumber.of(intact, repairs),
          audited(newest, audits),
          notes);
    }

    /// By the latest word that any mirror has for it.
    private Age newestAge(Signed<Head> newest, Classifier classifier) {
      SiteView.Judged.Counts best = new SiteView.Judged.Counts(newest, Optional.empty());
      Age age = classifier.age(best);
      for (Observation observation : observed.values()) {
        Optional<SiteView.Judged.Counts> counts =
            counts(observation).filter(c -> c.head().identity().equals(newest.identity()));
        if (counts.isPresent() && classifier.age(counts.get()).compareTo(age) < 0) {
          age = classifier.age(counts.get());
        }
      }
      return age;
    }

    private CheckReport.Audited audited(Signed<Head> newest, Map<String, Audit> audits) {
      List<Audit> ofNewest =
          audits.values().stream()
              .filter(audit -> audit.head().equals(newest.identity()) && audit.of() > 0)
              .toList();
      if (ofNewest.isEmpty()) {
        return CheckReport.Audited.NOTHING;
      }
      int files = ofNewest.getFirst().of();
      int sample = ofNewest.getFirst().drawn();
      return new CheckReport.Audited(
          ofNewest.size(),
          files,
          sample,
          AuditPower.leastFound(files, sample, 0.95),
          AuditPower.detection(files, (int) Math.ceil(files * 0.05), sample));
    }
  }

  private boolean isWilling(Consent mirror) {
    Digest name = Digest.of(mirror.bytes());
    if (willing.contains(name)) {
      return true;
    }
    boolean signed = mirror.isSigned();
    if (signed) {
      if (willing.size() > 2 * Roster.MAX_MIRRORS) {
        willing.clear();
      }
      willing.add(name);
    }
    return signed;
  }

  /// Does something for all, some at once; the answers come in the order of the things.
  private static <T, R> List<R> all(List<T> things, int atOnce, Task<T, R> task)
      throws IOException {
    Semaphore turn = new Semaphore(atOnce);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<R>> running = new ArrayList<>();
      for (T thing : things) {
        running.add(
            threads.submit(
                () -> {
                  turn.acquire();
                  try {
                    return task.run(thing);
                  } finally {
                    turn.release();
                  }
                }));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a mirror can not end a check", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Task<T, R> {
    R run(T thing) throws IOException;
  }

  @Override
  public void close() {
    addresses.close();
    deadlines.close();
  }
}
