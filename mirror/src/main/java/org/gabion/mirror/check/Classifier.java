package org.gabion.mirror.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.Signed;

/// Puts a mirror into its class by what it gave. Pure: see [MirrorClass] for what each class means.
final class Classifier {
  private final SiteView view;
  private final Duration grace;
  private final Instant now;

  /// @param grace how long after the newest edition was published a mirror may need to take it
  Classifier(SiteView view, Duration grace, Instant now) {
    this.view = view;
    this.grace = grace;
    this.now = now;
  }

  /// What is known of a mirror.
  ///
  /// @param audit of the head that it gives now
  /// @param holdsNewest whether it gave the header of the newest edition
  record Facts(
      Observation.Answer answer,
      Optional<Audit> audit,
      boolean holdsNewest,
      Optional<MirrorMemory> before) {}

  Verdict judge(Facts facts) {
    return switch (facts.answer()) {
      case Observation.Answer.Rests(String reason) -> Verdict.of(MirrorClass.UNREACHABLE, reason);
      case Observation.Answer.Silent(String reason) -> Verdict.of(MirrorClass.UNREACHABLE, reason);
      case Observation.Answer.Garbled garbled ->
          new Verdict(
              MirrorClass.CORRUPT,
              garbled.fault().words(),
              List.of(garbled.fault()),
              Optional.empty());
      case Observation.Answer.Spoke spoke -> spoken(spoke, facts);
    };
  }

  private Verdict spoken(Observation.Answer.Spoke spoke, Facts facts) {
    Optional<Verdict.Contradiction> fork = view.fork(spoke.chain());
    if (fork.isPresent()) {
      return tampering(fork.get(), List.of());
    }
    return switch (view.judge(spoke.head())) {
      case SiteView.Judged.Worthless(String reason) ->
          new Verdict(
              MirrorClass.CORRUPT,
              "its head does not count: " + reason,
              List.of(new FileFault.Wrong(CopyPaths.HEAD, "a head that counts", reason)),
              Optional.empty());
      case SiteView.Judged.Voided(Signed<Head> _, String reason) ->
          Verdict.of(MirrorClass.ROLLED_BACK, "its edition counts no more: " + reason);
      case SiteView.Judged.Counts counts -> counting(spoke, counts, facts);
    };
  }

  private Verdict counting(
      Observation.Answer.Spoke spoke, SiteView.Judged.Counts counts, Facts facts) {
    List<FileFault> faults = new ArrayList<>();
    spoke.rootFault().ifPresent(faults::add);
    facts.audit().ifPresent(audit -> faults.addAll(audit.faults()));
    Optional<Verdict.Contradiction> proof =
        contradiction(counts.head()).or(() -> facts.audit().flatMap(Audit::fork));
    if (proof.isPresent()) {
      return tampering(proof.get(), faults);
    }
    Optional<FileFault> wrong =
        faults.stream().filter(fault -> fault instanceof FileFault.Wrong).findFirst();
    if (wrong.isPresent()) {
      return new Verdict(
          MirrorClass.CORRUPT, summary(wrong.get(), faults), faults, Optional.empty());
    }
    Verdict byEdition = edition(counts, facts);
    if (!faults.isEmpty()
        && (byEdition.kind() == MirrorClass.STALE || byEdition.kind() == MirrorClass.INTACT)) {
      return new Verdict(
          MirrorClass.PARTIAL, summary(faults.getFirst(), faults), faults, Optional.empty());
    }
    return new Verdict(byEdition.kind(), byEdition.reason(), faults, Optional.empty());
  }

  private static String summary(FileFault first, List<FileFault> faults) {
    return faults.size() == 1
        ? first.words()
        : first.words() + "; " + (faults.size() - 1) + " more files are not as they should be";
  }

  private Optional<Verdict.Contradiction> contradiction(Signed<Head> head) {
    long sequence = head.document().sequence();
    return view.reference(sequence)
        .filter(reference -> !reference.identity().equals(head.identity()))
        .map(
            reference ->
                new Verdict.Contradiction("head", sequence, reference.bytes(), head.bytes()));
  }

  private static Verdict tampering(Verdict.Contradiction proof, List<FileFault> faults) {
    String what = proof.what().equals("head") ? "edition " : "root ";
    return new Verdict(
        MirrorClass.TAMPERING,
        "its "
            + what
            + proof.number()
            + " is validly signed and is another than that of other copies",
        faults,
        Optional.of(proof));
  }

  /// The class by the edition alone.
  private Verdict edition(SiteView.Judged.Counts counts, Facts facts) {
    Head head = counts.head().document();
    Head newest = view.newest().map(Signed::document).orElse(head);
    if (head.sequence() >= newest.sequence()) {
      return Verdict.of(MirrorClass.INTACT, looked(facts.audit()));
    }
    String behind = "it gives edition " + head.sequence() + ", the newest is " + newest.sequence();
    long highest = facts.before().map(MirrorMemory::highest).orElse(0L);
    if (highest > head.sequence() && highest <= newest.sequence()) {
      return Verdict.of(
          MirrorClass.ROLLED_BACK, behind + "; it gave edition " + highest + " before");
    }
    if (facts.holdsNewest()) {
      return Verdict.of(
          MirrorClass.ROLLED_BACK,
          behind + ", whose header it holds (" + CopyPaths.snapshot(newest.sequence()) + ")");
    }
    boolean late = newest.published().plus(grace).isBefore(now);
    if (late && age(counts) == Age.SUSPECTED_FREEZE) {
      return Verdict.of(MirrorClass.FROZEN, behind + ", and it says that it is still current");
    }
    return Verdict.of(MirrorClass.STALE, behind);
  }

  private static String looked(Optional<Audit> audit) {
    return audit
        .map(
            done ->
                done.of() == 0
                    ? "by its head alone"
                    : done.looked() + " of its " + done.of() + " files were looked at")
        .orElse("by its head alone");
  }

  /// How old a counting head is.
  Age age(SiteView.Judged.Counts counts) {
    Head head = counts.head().document();
    boolean newerSeen =
        view.newest().filter(newest -> newest.document().sequence() > head.sequence()).isPresent();
    return Age.of(head, counts.heartbeat().map(Signed::document), newerSeen, now);
  }
}
