package org.gabion.mirror.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.Digest;

/// Reports made by hand.
final class Reports {
  static final Instant NOW = Instant.parse("2026-11-26T20:00:00Z");
  static final Digest SITE = Digest.of(new byte[] {7});

  private final Instant at;
  private final List<CheckReport.Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private CheckReport.Audited audited = CheckReport.Audited.NOTHING;

  private Reports(Instant at) {
    this.at = at;
  }

  static Reports at(Instant at) {
    return new Reports(at);
  }

  Reports note(String note) {
    notes.add(note);
    return this;
  }

  Reports audited() {
    audited = new CheckReport.Audited(2, 1000, 64, 45, 0.968);
    return this;
  }

  Reports mirror(String url, MirrorClass kind) {
    return mirror(
        url, new Verdict(kind, "it is " + kind.word(), List.of(), Optional.empty()), "DE");
  }

  Reports mirror(String url, Verdict verdict, String country) {
    Place place =
        new Place(
            url,
            true,
            Map.of(
                PartyKind.DOMAIN, Set.of(url.replaceAll("https?://|/", "")),
                PartyKind.COUNTRY, Set.of(country)));
    boolean silent = verdict.kind() == MirrorClass.UNREACHABLE;
    rows.add(
        new CheckReport.Row(
            url,
            verdict,
            silent ? Optional.empty() : Optional.of(12L),
            silent ? Optional.empty() : Optional.of(Age.FRESH),
            silent ? Optional.empty() : Optional.of(Duration.ofMillis(34)),
            place,
            at,
            Optional.empty()));
    return this;
  }

  CheckReport report() {
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
        SITE,
        at,
        audited.mirrors() > 0 ? CheckKind.AUDIT : CheckKind.LIGHT,
        new CheckReport.Newest(
            12, Digest.of("head".getBytes(StandardCharsets.US_ASCII)), NOW, Age.FRESH),
        3,
        rows,
        KillNumber.of(intact, repairs),
        audited,
        notes);
  }

  /// The report, and what a round would leave behind with it.
  MirrorCheck.Round round() {
    CheckReport report = report();
    Map<String, MirrorMemory> memories = new HashMap<>();
    for (CheckReport.Row row : report.mirrors()) {
      memories.put(
          row.url(),
          MirrorMemory.after(
              Optional.empty(), row.verdict(), row.edition().orElse(0L), Optional.empty(), at));
    }
    return new MirrorCheck.Round(report, new Recollection(memories, List.of(), Optional.empty()));
  }
}
