package org.gabion.lab.storm;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.lab.demo.GuardProcess;
import org.gabion.lab.demo.JsonText;
import org.gabion.lab.demo.ScratchFolder;
import org.gabion.lab.demo.SiteProcess;
import org.gabion.lab.load.LoopbackSockets;

/// `lab/lab restart`: the guard dies under load (kill -9) and is started again, as a service
/// manager does; every reader must be served again within two seconds. Then it is told fifty times
/// to read its file again, each time with a changed file; no request may fail.
public final class RestartStorm {
  private static final int CRASHES = 3;
  private static final int RELOADS = 50;
  private static final int READERS = 30;
  private static final Duration PACE = Duration.ofMillis(100);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(2);
  private static final Duration GIVE_UP = Duration.ofSeconds(15);
  private static final Duration BETWEEN_RELOADS = Duration.ofMillis(100);
  private static final Duration APPLIED_WITHIN = Duration.ofSeconds(3);
  private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");

  private final Path folder;
  private final PrintWriter out;
  private final InetSocketAddress address;
  private final InetSocketAddress admin;
  private final Path configuration;

  private RestartStorm(Path folder, PrintWriter out, SiteProcess site)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.out = out;
    this.address = loopback(LoopbackSockets.freePort());
    this.admin = loopback(LoopbackSockets.freePort());
    this.configuration = GuardProcess.configure(folder, address, admin, site.address());
  }

  /// Runs the storm; the result is the exit status: 0 when both promises were kept.
  public static int run(Optional<Path> json, PrintWriter out)
      throws IOException, InterruptedException {
    try (ScratchFolder folder = ScratchFolder.open("restart");
        SiteProcess site = SiteProcess.start(0, folder.path())) {
      return new RestartStorm(folder.path(), out, site).storm(site, json);
    }
  }

  private int storm(SiteProcess site, Optional<Path> json)
      throws IOException, InterruptedException {
    GuardProcess guard = start(0, site);
    guard.awaitReady();
    List<Double> backMillis = new ArrayList<>();
    Reloads reloads;
    try (SteadyReaders readers = SteadyReaders.start(READERS, address, PACE)) {
      Thread.sleep(2_000);
      for (int crash = 1; crash <= CRASHES; crash++) {
        long died = System.nanoTime();
        guard.child().kill();
        guard = start(crash, site);
        backMillis.add(awaitServed(readers, guard, died));
        out.printf(
            "kill -9 and restart %d of %d: every reader served again after %.0f ms%n",
            crash, CRASHES, backMillis.getLast());
        Thread.sleep(2_000);
      }
      reloads = reload(readers, guard);
    } finally {
      guard.close();
    }
    return report(backMillis, reloads, json);
  }

  private GuardProcess start(int attempt, SiteProcess site) throws IOException {
    Path log = folder.resolve("guard-" + attempt + ".log");
    GuardProcess guard = GuardProcess.start(configuration, address, admin, List.of(), log);
    site.alsoEnds(guard.child());
    return guard;
  }

  private static double awaitServed(SteadyReaders readers, GuardProcess guard, long died)
      throws IOException, InterruptedException {
    while (System.nanoTime() - died < GIVE_UP.toNanos()) {
      OptionalLong served = readers.allServedSince(died);
      if (served.isPresent()) {
        return served.getAsLong() / 1e6;
      }
      Thread.sleep(20);
    }
    throw new IOException(guard.child().failure());
  }

  /// @param applied reloads after which the admin port told a new revision in force
  private record Reloads(long requests, Map<String, Long> failures, int applied) {
    long failed() {
      return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean held() {
      return failed() == 0 && requests > 0 && applied == RELOADS;
    }
  }

  private Reloads reload(SteadyReaders readers, GuardProcess guard)
      throws IOException, InterruptedException {
    String original = Files.readString(configuration);
    int applied = 0;
    long from = System.nanoTime();
    for (int i = 1; i <= RELOADS; i++) {
      Files.writeString(
          configuration, original + "  http: { max-headers: %d }\n".formatted(60 + i));
      new ProcessBuilder("kill", "-HUP", Long.toString(guard.child().pid())).start().waitFor();
      applied += awaitRevision(guard, i) ? 1 : 0;
      Thread.sleep(BETWEEN_RELOADS);
    }
    Thread.sleep(1_000);
    long to = System.nanoTime();
    return new Reloads(readers.between(from, to), readers.failures(from, to), applied);
  }

  private static boolean awaitRevision(GuardProcess guard, int least)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + APPLIED_WITHIN.toNanos();
    while (System.nanoTime() - until < 0) {
      Matcher told = REVISION.matcher(guard.adminSays("/api/v1/status"));
      if (told.find() && Integer.parseInt(told.group(1)) >= least) {
        return true;
      }
      Thread.sleep(10);
    }
    return false;
  }

  private int report(List<Double> backMillis, Reloads reloads, Optional<Path> json)
      throws IOException {
    double worst =
        backMillis.stream().mapToDouble(Double::doubleValue).max().orElse(Double.MAX_VALUE);
    boolean back = worst <= BACK_WITHIN.toMillis();
    boolean smooth = reloads.held();
    out.printf(
        "SIGHUP %d times, %d changes in force: %d of %d requests failed %s%n",
        RELOADS, reloads.applied(), reloads.failed(), reloads.requests(), reloads.failures());
    out.println(
        back && smooth
            ? "Held: readers were back within 2 s after each crash, and no request failed while"
                + " reloading."
            : !back
                ? "Missed: readers were not served again within 2 s."
                : "Missed: requests failed, or changes did not come into force, while the guard"
                    + " reloaded.");
    if (json.isPresent()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("backMillis", backMillis);
      facts.put("worstBackMillis", worst);
      facts.put("reloads", RELOADS);
      facts.put("reloadsApplied", reloads.applied());
      facts.put("reloadRequests", reloads.requests());
      facts.put("reloadFailures", reloads.failed());
      facts.put("troubles", reloads.failures());
      facts.put("ok", back && smooth);
      Files.writeString(json.get(), JsonText.of(facts));
    }
    return back && smooth ? 0 : 1;
  }

  private static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
  }
}
