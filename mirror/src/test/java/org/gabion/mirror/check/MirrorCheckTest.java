package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.StaticNginx;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.publish.RootChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each class of mirror.md, shown by real servers on loopback addresses of their own.
final class MirrorCheckTest {
  private static final CheckRules RULES =
      CheckRules.USUAL
          .inLab()
          .withGrace(Duration.ZERO)
          .waiting(Duration.ofMillis(700), Duration.ofMillis(1500), Duration.ofSeconds(4));

  @TempDir static Path original;
  private static CheckedSite published;

  @TempDir Path temp;

  private final TestMirrors mirrors = new TestMirrors();
  private CheckedSite site;
  private Instant now = CheckedSite.NOW;
  private MirrorCheck check;

  @BeforeAll
  static void publishSite() throws IOException {
    published = CheckedSite.publishBelow(original);
  }

  @BeforeEach
  void copySite() throws IOException {
    site = published.in(temp);
    check = new MirrorCheck(RULES, () -> now, PlaceFinder.none());
  }

  @AfterEach
  void stop() throws Exception {
    check.close();
    mirrors.close();
  }

  private MirrorCheck.Round round(CheckKind kind, Recollection before) throws IOException {
    return check.run(site.beginning(), new MirrorCheck.Request(kind, before, 42, false));
  }

  private CheckReport.Row only(CheckKind kind, String url) throws IOException {
    site.enlist(List.of(url));
    return row(round(kind, Recollection.NONE), url);
  }

  private static CheckReport.Row row(MirrorCheck.Round round, String url) {
    return round.report().mirrors().stream()
        .filter(one -> one.url().equals(url))
        .findFirst()
        .orElseThrow();
  }

  private void assertClass(CheckKind kind, String url, MirrorClass wanted, String reason)
      throws IOException {
    CheckReport.Row row = only(kind, url);
    assertThat(row.verdict().kind()).as(row.verdict().reason()).isEqualTo(wanted);
    assertThat(row.verdict().reason()).contains(reason);
  }

  @Test
  void intact_honestMirror_isLookedAt() throws IOException {
    CheckReport.Row row = only(CheckKind.AUDIT, mirrors.honest(site.second));

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.INTACT);
    assertThat(row.age()).contains(Age.FRESH);
    assertThat(row.edition()).contains(2L);
    assertThat(row.audit().orElseThrow().looked()).isEqualTo(64);
    assertThat(row.latency()).isPresent();
  }

  @Test
  void intact_behindNginx_isLookedAt() throws IOException {
    try (StaticNginx nginx = StaticNginx.start(temp.resolve("nginx"), site.second)) {
      CheckReport.Row row = only(CheckKind.AUDIT, nginx.at("").toString());

      assertThat(row.verdict().kind()).as(row.verdict().reason()).isEqualTo(MirrorClass.INTACT);
      assertThat(nginx.asked()).hasSize(68).contains("200 /a/copy/.gabion/head");
    }
  }

  @Test
  void light_honestMirror_takesTwoRequests() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    String url =
        mirrors.twisted(
            site.second,
            (_, _) -> {
              requests.incrementAndGet();
              return false;
            });

    assertClass(CheckKind.LIGHT, url, MirrorClass.INTACT, "by its head alone");

    assertThat(requests).hasValue(2);
  }

  @Test
  void partial_missingObjects_areNamed() throws IOException {
    Path copy = site.copyOf(site.second, "partial");
    CheckedSite.damage(copy, 0.3, true, new Random(1));

    CheckReport.Row row = only(CheckKind.AUDIT, mirrors.honest(copy));

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.PARTIAL);
    assertThat(row.verdict().faults())
        .hasSizeGreaterThan(5)
        .allSatisfy(fault -> assertThat(copy.resolve(fault.path())).doesNotExist());
  }

  @Test
  void partial_missingHeaderOrRoot_isFoundEveryTime() throws IOException {
    for (String path : List.of(CopyPaths.snapshot(2), CopyPaths.root(1))) {
      Path copy = site.copyOf(site.second, "without-" + path.replace('/', '-'));
      Files.delete(copy.resolve(path));
      assertClass(CheckKind.AUDIT, mirrors.honest(copy), MirrorClass.PARTIAL, path + " is missing");
    }
  }

  @Test
  void partial_objectsThatAnswer503_areNotGiven() throws IOException {
    String url =
        mirrors.twisted(
            site.second,
            (exchange, path) -> {
              boolean refused = path.startsWith(CopyPaths.OBJECTS);
              if (refused) {
                TestMirrors.give(exchange, 503, "busy".getBytes(StandardCharsets.US_ASCII));
              }
              return refused;
            });

    assertClass(CheckKind.AUDIT, url, MirrorClass.PARTIAL, "answers 503");
  }

  @Test
  void corrupt_wrongByte_isProvenByBothDigests() throws IOException {
    Path copy = site.copyOf(site.second, "corrupt");
    CheckedSite.damage(copy, 0.2, false, new Random(2));

    CheckReport.Row row = only(CheckKind.AUDIT, mirrors.honest(copy));

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.CORRUPT);
    FileFault.Wrong wrong = (FileFault.Wrong) row.verdict().faults().getFirst();
    byte[] bytes = Files.readAllBytes(copy.resolve(wrong.path()));
    assertThat(wrong.wanted()).endsWith(wrong.path().substring(wrong.path().length() - 64));
    assertThat(wrong.found()).contains(Digest.of(bytes).toString());
  }

  @Test
  void corrupt_objectsLongerOrEndless_areProven() throws IOException {
    String longer =
        mirrors.twisted(
            site.second,
            (exchange, path) -> {
              boolean object = path.startsWith(CopyPaths.OBJECTS);
              if (object) {
                TestMirrors.give(exchange, 200, new byte[5000]);
              }
              return object;
            });
    assertClass(CheckKind.AUDIT, longer, MirrorClass.CORRUPT, "more than");
    String endless =
        mirrors.twisted(
            site.second,
            (exchange, path) -> {
              boolean object = path.startsWith(CopyPaths.OBJECTS);
              if (object) {
                exchange.sendResponseHeaders(200, 0);
                byte[] chunk = new byte[10_000];
                while (true) {
                  exchange.getResponseBody().write(chunk);
                }
              }
              return object;
            });
    assertClass(CheckKind.AUDIT, endless, MirrorClass.CORRUPT, "more than");
  }

  @Test
  void corrupt_headsOfAllKinds_areFoundWithoutAnAudit() throws Exception {
    byte[] good = Files.readAllBytes(site.second.resolve(CopyPaths.HEAD));
    byte[] flipped = good.clone();
    flipped[flipped.length - 10] ^= 1;
    Path other = Files.createDirectories(temp.resolve("other"));
    MirrorRig stranger = MirrorRig.found(other);
    Files.createDirectories(other.resolve("pages"));
    Files.writeString(other.resolve("pages/index.html"), "other");
    stranger
        .publisher()
        .publish(
            new org.gabion.mirror.capture.DirectoryCapture(other.resolve("pages")),
            org.gabion.mirror.publish.PublishRules.USUAL);
    byte[] foreign = Files.readAllBytes(stranger.copy().resolve(CopyPaths.HEAD));
    Map<String, byte[]> heads = new LinkedHashMap<>();
    heads.put("its head does not count", flipped);
    heads.put("expected", "<!doctype html><title>Parked</title>".getBytes(StandardCharsets.UTF_8));
    heads.put("it is of another site", foreign);
    heads.put("more than 2048 bytes", new byte[100_000]);
    for (Map.Entry<String, byte[]> head : heads.entrySet()) {
      assertClass(CheckKind.LIGHT, withHead(head.getValue()), MirrorClass.CORRUPT, head.getKey());
    }
  }

  private String withHead(byte[] head) throws IOException {
    return mirrors.twisted(
        site.second,
        (exchange, path) -> {
          boolean is = path.equals(CopyPaths.HEAD);
          if (is) {
            TestMirrors.give(exchange, 200, head);
          }
          return is;
        });
  }

  @Test
  void corrupt_hostThatAnswers200ForAll_isToldWhy() throws IOException {
    String url =
        mirrors.twisted(
            site.second,
            (exchange, path) -> {
              boolean missing = !Files.exists(site.second.resolve(path));
              if (missing) {
                TestMirrors.give(exchange, 200, "<html>Hello".getBytes(StandardCharsets.US_ASCII));
              }
              return missing;
            });

    assertClass(CheckKind.LIGHT, url, MirrorClass.CORRUPT, "a host must answer 404");
  }

  @Test
  void stale_overdueOldEdition_isStale() throws IOException {
    CheckReport.Row row = only(CheckKind.AUDIT, mirrors.honest(site.first));

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.STALE);
    assertThat(row.age()).contains(Age.STALE);
    assertThat(row.edition()).contains(1L);
    assertThat(row.audit().orElseThrow().faults()).isEmpty();
  }

  @Test
  void frozen_oldEditionThatSaysItIsCurrent_isSuspected() throws IOException {
    String url = mirrors.honest(site.firstBeating);
    assertClass(CheckKind.LIGHT, url, MirrorClass.FROZEN, "says that it is still current");

    try (MirrorCheck patient =
        new MirrorCheck(RULES.withGrace(Duration.ofDays(2)), () -> now, PlaceFinder.none())) {
      MirrorCheck.Round round =
          patient.run(
              site.beginning(),
              new MirrorCheck.Request(CheckKind.LIGHT, Recollection.NONE, 1, false));
      assertThat(row(round, url).verdict().kind()).isEqualTo(MirrorClass.STALE);
    }
  }

  @Test
  void rolledBack_oldHeadOverTheNewEdition_isFoundInOneRound() throws IOException {
    String url = withHead(Files.readAllBytes(site.firstBeating.resolve(CopyPaths.HEAD)));

    assertClass(CheckKind.LIGHT, url, MirrorClass.ROLLED_BACK, ".gabion/snap/2");
  }

  @Test
  void rolledBack_mirrorThatGaveTheNewEditionBefore_isRemembered() throws IOException {
    Path copy = site.copyOf(site.second, "going-back");
    String url = mirrors.honest(copy);
    site.enlist(List.of(url));
    Recollection before = round(CheckKind.LIGHT, Recollection.NONE).after();
    Files.delete(copy.resolve(CopyPaths.snapshot(2)));
    Files.copy(
        site.first.resolve(CopyPaths.HEAD),
        copy.resolve(CopyPaths.HEAD),
        StandardCopyOption.REPLACE_EXISTING);

    CheckReport.Row row = row(round(CheckKind.LIGHT, before), url);

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.ROLLED_BACK);
    assertThat(row.verdict().reason()).contains("it gave edition 2 before");
  }

  @Test
  void rolledBack_headThatARootMadeVoid_isToldApartFromCorrupt() throws IOException {
    byte[] stolen = site.forged(3, "release-1").bytes();
    new RootChange(site.rig.copy(), site.rig.ring(), site.rig.clock(), new SecureRandom())
        .replace(
            "release-1",
            Optional.of(2L),
            new RootChange.NewKeys(site.rig.keys(), site.rig.passphrase(), MirrorRig.ITERATIONS));
    site.publish();

    assertClass(
        CheckKind.LIGHT, withHead(stolen), MirrorClass.ROLLED_BACK, "root 2 voids editions from 3");
  }

  @Test
  void tampering_validlySignedOtherHead_keepsBoth() throws IOException {
    HeadFile forged = site.forged(2, "release-1");
    String url = withHead(forged.bytes());
    site.enlist(List.of(url, mirrors.honest(site.second)));

    MirrorCheck.Round round = round(CheckKind.AUDIT, Recollection.NONE);

    CheckReport.Row row = row(round, url);
    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.TAMPERING);
    assertThat(round.report().intact()).isEqualTo(1);
    Path evidence = temp.resolve("evidence");
    List<Path> written = new EvidenceFolder(evidence).keep(round.report());
    assertThat(written).hasSize(2).allSatisfy(file -> assertThat(file).isRegularFile());
    for (Path file : written) {
      assertThat(HeadFile.parse(Files.readAllBytes(file))).isInstanceOf(Parsed.Valid.class);
    }
    assertThat(written)
        .anySatisfy(file -> assertThat(file).hasBinaryContent(forged.bytes()))
        .anySatisfy(
            file ->
                assertThat(file).hasBinaryContent(CheckedSite.head(site.second).head().bytes()));
    assertThat(new EvidenceFolder(evidence).keep(round.report())).isEqualTo(written);
  }

  @Test
  void tampering_splitInAnOldEdition_isFoundByWhatFollowsIt() throws IOException {
    String forged = withHead(site.forged(1, "release-1").bytes());
    String honestlyOld = mirrors.honest(site.first);
    site.enlist(List.of(forged, honestlyOld));

    MirrorCheck.Round round = round(CheckKind.LIGHT, Recollection.NONE);

    assertThat(row(round, forged).verdict().kind()).isEqualTo(MirrorClass.TAMPERING);
    assertThat(row(round, honestlyOld).verdict().kind()).isEqualTo(MirrorClass.STALE);
  }

  @Test
  void unreachable_everyWayToFail_saysWhich() throws Exception {
    Map<String, String> wanted = new HashMap<>();
    String swallows = mirrors.bare(socket -> socket.getInputStream().readAllBytes());
    wanted.put(mirrors.dead(), "nobody answers at 127.80.");
    wanted.put(swallows, "no whole answer in 1500 ms");
    wanted.put(
        mirrors.bare(
            socket -> {
              TestMirrors.hear(socket);
              TestMirrors.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
              while (true) {
                TestMirrors.say(socket, "x");
                java.util.concurrent.TimeUnit.MILLISECONDS.sleep(100);
              }
            }),
        "no whole answer in 1500 ms");
    wanted.put(
        mirrors.bare(
            socket -> {
              TestMirrors.hear(socket);
              TestMirrors.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\ngabion");
            }),
        "closed after 6 bytes");
    wanted.put(
        mirrors.bare(
            socket -> {
              TestMirrors.hear(socket);
              while (true) {
                TestMirrors.say(socket, "X-Endless: head\r\n");
              }
            }),
        "no HTTP");
    wanted.put(
        mirrors.bare(
            socket -> {
              TestMirrors.hear(socket);
              TestMirrors.say(socket, "HTTP/1.1 200 OK\r\n");
              while (true) {
                TestMirrors.say(socket, "X-Endless: head\r\n");
              }
            }),
        "a head that is too long");
    wanted.put(always(301), "answers 301");
    wanted.put(always(500), "answers 500");
    wanted.put(mirrors.honest(Files.createDirectories(temp.resolve("empty"))), "no copy is there");
    String plain =
        mirrors.bare(
            socket -> {
              int _ = socket.getInputStream().read();
              TestMirrors.say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
            });
    wanted.put(plain.replace("http:", "https:"), "TLS: ");
    wanted.put("http://127.80.9.9:9/", "nobody answers");
    site.enlist(List.copyOf(wanted.keySet()));

    MirrorCheck.Round round = round(CheckKind.AUDIT, Recollection.NONE);

    wanted.forEach(
        (url, reason) -> {
          assertThat(row(round, url).verdict().kind())
              .as(reason)
              .isEqualTo(MirrorClass.UNREACHABLE);
          assertThat(row(round, url).verdict().reason()).contains(reason);
        });
    assertThat(round.report().kill().number()).isZero();
  }

  private String always(int status) throws IOException {
    return mirrors.twisted(
        site.second,
        (exchange, _) -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
          TestMirrors.give(exchange, status, new byte[0]);
          return true;
        });
  }

  @Test
  void slowObjects_endTheAuditInItsTime() throws IOException {
    String url =
        mirrors.twisted(
            site.second,
            (exchange, path) -> {
              if (path.startsWith(CopyPaths.OBJECTS)) {
                java.util.concurrent.locks.LockSupport.parkNanos(400_000_000);
              }
              return false;
            });

    CheckReport.Row row = only(CheckKind.AUDIT, url);

    assertThat(row.verdict().kind()).isEqualTo(MirrorClass.INTACT);
    assertThat(row.audit().orElseThrow().looked()).isBetween(1, 40);
    assertThat(row.verdict().reason()).contains("of its 204 files were looked at");
  }

  @Test
  void roster_withoutSignedConsent_isNotContacted() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    String url =
        mirrors.twisted(
            site.second,
            (_, _) -> {
              requests.incrementAndGet();
              return false;
            });
    site.enlist(List.of(url));
    // The roster is signed, but the consent in it is for another address.
    String aimed = mirrors.honest(site.second);
    org.gabion.core.snapshot.Consent real =
        MirrorKey.generate().consent(site.rig.site(), "http://127.99.0.1:81/", CheckedSite.NOW);
    org.gabion.core.snapshot.Consent fake =
        new org.gabion.core.snapshot.Consent(
            real.site(), aimed, real.key(), real.at(), real.signature());
    org.gabion.core.snapshot.Roster roster =
        new org.gabion.core.snapshot.Roster(site.rig.site(), 2, CheckedSite.NOW, List.of(fake));
    Files.write(
        site.rig.copy().resolve(CopyPaths.roster(2)),
        org.gabion.mirror.keys.HolderKeys.sign(
                roster, roster.body(), List.of(site.rig.key("roster-1")))
            .bytes());

    MirrorCheck.Round round = round(CheckKind.AUDIT, Recollection.NONE);

    assertThat(round.report().mirrors()).isEmpty();
    assertThat(round.report().notes()).anyMatch(note -> note.contains(aimed));
    assertThat(requests).hasValue(0);
  }

  @Test
  void publicCheck_loopbackMirror_isNotContacted() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    String url =
        mirrors.twisted(
            site.second,
            (_, _) -> {
              requests.incrementAndGet();
              return false;
            });
    site.enlist(List.of(url));
    try (MirrorCheck usual = new MirrorCheck(CheckRules.USUAL, () -> now, PlaceFinder.none())) {
      MirrorCheck.Round round =
          usual.run(
              site.beginning(),
              new MirrorCheck.Request(CheckKind.AUDIT, Recollection.NONE, 1, false));

      assertThat(row(round, url).verdict().reason()).contains("not contacted");
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void repeats_afterThreeFailures_leaveItAloneForADay() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    String url =
        mirrors.bare(
            socket -> {
              connections.incrementAndGet();
              socket.close();
            });
    site.enlist(List.of(url));
    Recollection memory = Recollection.NONE;
    for (int i = 0; i < 5; i++) {
      memory = repeated(memory).after();
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(connections).hasValue(3);

    assertThat(row(round(CheckKind.LIGHT, memory), url).verdict().reason())
        .doesNotContain("left alone");
    assertThat(connections).hasValue(4);
    now = now.plus(Duration.ofDays(1));
    repeated(memory);
    assertThat(connections).hasValue(5);
  }

  private MirrorCheck.Round repeated(Recollection memory) throws IOException {
    return check.run(site.beginning(), new MirrorCheck.Request(CheckKind.LIGHT, memory, 1, true));
  }

  @Test
  void light_afterAnAudit_keepsWhatWasFound() throws IOException {
    Path copy = site.copyOf(site.second, "found");
    CheckedSite.damage(copy, 0.3, false, new Random(4));
    String url = mirrors.honest(copy);
    site.enlist(List.of(url));
    MirrorCheck.Round audit = round(CheckKind.AUDIT, Recollection.NONE);
    now = now.plus(Duration.ofMinutes(5));

    MirrorCheck.Round light = round(CheckKind.LIGHT, audit.after());

    assertThat(row(light, url).verdict().kind()).isEqualTo(MirrorClass.CORRUPT);
    assertThat(row(light, url).since()).isEqualTo(CheckedSite.NOW);
  }

  @Test
  void newerEdition_thatOnlyAMirrorHas_isTheNewestAndItsRosterIsTaken() throws IOException {
    String ahead = mirrors.honest(site.rig.copy());
    String old = mirrors.honest(site.second);
    site.enlist(List.of(ahead));
    Path begin = site.copyOf(site.rig.copy(), "begin");
    site.enlist(List.of(old));
    Files.writeString(temp.resolve("pages/page-1.bin"), "third");
    site.publish();
    now = now.plusSeconds(60);
    Beginning beginning =
        Beginning.of(
            List.of(new org.gabion.mirror.copy.FolderSource(begin)), Optional.of(site.rig.site()));

    MirrorCheck.Round round =
        check.run(beginning, new MirrorCheck.Request(CheckKind.AUDIT, Recollection.NONE, 1, false));

    assertThat(round.report().newest().sequence()).isEqualTo(3);
    assertThat(round.report().roster()).isEqualTo(2);
    assertThat(row(round, ahead).verdict().kind()).isEqualTo(MirrorClass.INTACT);
    assertThat(row(round, old).verdict().kind()).isEqualTo(MirrorClass.FROZEN);
    assertThat(round.report().notes()).anyMatch(note -> note.contains("release key is stolen"));
  }

  @Test
  void beginning_withoutRosterOrProof_namesTheRemedy() {
    assertThatThrownBy(() -> round(CheckKind.LIGHT, Recollection.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gabion mirror roster add");
    assertThatThrownBy(
            () ->
                Beginning.of(
                    List.of(new org.gabion.mirror.copy.FolderSource(temp.resolve("pages"))),
                    Optional.of(site.rig.site())))
        .hasMessageContaining("name another one");
  }

  @Test
  void swarm_mixOfAllFaults_isClassedRightInOneRound() throws IOException {
    Map<String, MirrorClass> wanted = new LinkedHashMap<>();
    Random random = new Random(2026);
    byte[] oldHead = Files.readAllBytes(site.firstBeating.resolve(CopyPaths.HEAD));
    for (int i = 0; i < 20; i++) {
      Path copy = site.copyOf(site.second, "corrupt-" + i);
      CheckedSite.damage(copy, 0.05, false, random);
      wanted.put(mirrors.honest(copy), MirrorClass.CORRUPT);
      wanted.put(withHead(oldHead), MirrorClass.ROLLED_BACK);
    }
    for (int i = 0; i < 10; i++) {
      wanted.put(mirrors.honest(site.firstBeating), MirrorClass.FROZEN);
      wanted.put(mirrors.dead(), MirrorClass.UNREACHABLE);
    }
    wanted.put(mirrors.honest(site.second), MirrorClass.INTACT);
    site.enlist(List.copyOf(wanted.keySet()));

    CheckReport report = round(CheckKind.AUDIT, Recollection.NONE).report();

    List<String> wrong = new ArrayList<>();
    for (CheckReport.Row row : report.mirrors()) {
      if (row.verdict().kind() != wanted.get(row.url())) {
        wrong.add(row.url() + " is " + row.verdict() + ", wanted " + wanted.get(row.url()));
      }
    }
    // Damage of 5 % is found in 64 of 204 files with a probability of 98 %: one of twenty may pass.
    assertThat(wrong).hasSizeLessThanOrEqualTo(1).allMatch(one -> one.endsWith("CORRUPT"));
    assertThat(report.intact()).isEqualTo(1 + wrong.size());
    assertThat(report.audited().files()).isEqualTo(204);
    assertThat(report.audited().fivePercent()).isGreaterThan(0.97);
    assertThat(report.kill().number()).isEqualTo(1);
  }
}
