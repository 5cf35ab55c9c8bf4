package org.gabion.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.OutsideProgram;

/// One run: starts the origin and every target, warms them, measures them in turns, and checks what
/// they answered.
///
/// The lab itself, the load and the origin share one core; each target has the other, where only
/// one of them is busy at a time. Not thread safe.
final class Bench {
  private static final int KEEP_ALIVE_CONNECTIONS = 64;
  private static final int HANDSHAKE_CONNECTIONS = 16;
  private static final int PEER_REFUSAL_BYTES = 2048;
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);
  // Budgets refill: a client far over its own still gets a request through now and then.
  private static final double PASSED_WHILE_DENYING = 0.001;
  // A refusal says how many seconds to wait.
  private static final int DIGITS = 2;

  /// What to measure, and how long.
  ///
  /// @param warmUp processor time that the guard gets before round 1, in slices that are shown
  record Plan(
      Scenario scenario,
      List<Target> targets,
      int rounds,
      Duration interval,
      Duration warmUp,
      int targetCore,
      int loadCore) {
    Plan {
      targets = List.copyOf(targets);
    }
  }

  private static final Duration WARM_SLICE = Duration.ofSeconds(3);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST_WARM_UPS = 4;

  private final Plan plan;
  private final Path folder;
  private final PrintWriter out;
  private final List<String> faults = new ArrayList<>();
  private final List<ColdStart> coldStarts = new ArrayList<>();
  private final List<Round> rounds = new ArrayList<>();

  Bench(Plan plan, Path folder, PrintWriter out) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
  }

  /// What came of a run.
  ///
  /// @param faults why its figures must not be used; none in a good run
  record Result(Report report, List<String> faults) {
    Result {
      faults = List.copyOf(faults);
    }
  }

  /// A look at a target under load, beside the measured rounds.
  interface Look {
    void at(Target.Running target, Load load)
        throws IOException, InterruptedException, OutsideProgram.Missing;
  }

  Result run(Look look) throws IOException, InterruptedException, OutsideProgram.Missing {
    ServerCertificate certificate = ServerCertificate.make(folder);
    List<Target.Running> running = new ArrayList<>();
    try (Origin origin = Origin.start(newFolder("origin"), freeAddress(), plan.loadCore())) {
      Load load =
          switch (plan.scenario()) {
            case PROXY, DENY, TLS ->
                new KeepAliveLoad(KEEP_ALIVE_CONNECTIONS, plan.loadCore(), newFolder("load"));
            case HANDSHAKE -> new HandshakeLoad(HANDSHAKE_CONNECTIONS, certificate);
          };
      int refusalBytes = PEER_REFUSAL_BYTES;
      for (Target target : plan.targets()) {
        Setting setting =
            new Setting(
                plan.scenario(),
                newFolder(target.name()),
                freeAddress(),
                origin.address(),
                plan.targetCore(),
                certificate,
                refusalBytes);
        Target.Running started = target.start(setting);
        running.add(started);
        coldStart(started, load);
        warm(started, load);
        if (plan.scenario() == Scenario.DENY && target instanceof GuardTarget) {
          refusalBytes = Probe.ask(setting.url(), certificate).body().length;
          out.printf(
              "the guard's refusal has %,d bytes; the peers answer with as many%n", refusalBytes);
        }
      }
      measure(running, load, refusalBytes);
      for (Target.Running one : running) {
        look.at(one, load);
      }
    } finally {
      for (Target.Running one : running) {
        one.close();
      }
    }
    return new Result(new Report(plan.scenario(), coldStarts, rounds), faults);
  }

  private void coldStart(Target.Running target, Load load)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    awaitReady(target);
    long born = target.process().handle().info().startInstant().orElseThrow().toEpochMilli();
    double readyMillis = System.currentTimeMillis() - (double) born;
    Load.Figures first = load.run(target.setting().url(), Duration.ofSeconds(1));
    ColdStart cold = new ColdStart(target.name(), readyMillis, first.answered());
    coldStarts.add(cold);
    out.printf(
        Locale.ROOT,
        "%s: ready after %.0f ms; %,d %s in the first second after that%n",
        cold.target(),
        cold.readyMillis(),
        cold.firstSecond(),
        plan.scenario().unit());
    out.flush();
  }

  private void awaitReady(Target.Running target) throws IOException, InterruptedException {
    long until = System.nanoTime() + READY.toNanos();
    while (true) {
      try {
        int status = Probe.ask(target.setting().url(), target.setting().certificate()).status();
        if (status == 200 || status == plan.scenario().expectedStatus()) {
          return;
        }
        throw new IOException(target.name() + " answers " + status);
      } catch (IOException e) {
        if (!target.process().isAlive() || System.nanoTime() - until > 0) {
          Path output = target.setting().folder().resolve("output.txt");
          throw new IOException(
              target.name()
                  + " does not serve ("
                  + e.getMessage()
                  + "): "
                  + Files.readString(output),
              e);
        }
      }
      Thread.sleep(5);
    }
  }

  /// The guard is warm when it has had the plan's time on its core, not merely when that time has
  /// passed: a JVM compiles what it saw run, and beside busy neighbours a second of load may be a
  /// tenth of a second of work.
  private void warm(Target.Running target, Load load)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    if (!target.name().startsWith("guard")) {
      warmSlice(target, load, FRESH);
      return;
    }
    long until = System.nanoTime() + plan.warmUp().multipliedBy(MOST_WARM_UPS).toNanos();
    long start = CpuTime.ofProcess(target.process().handle());
    long wanted = plan.warmUp().toNanos() / 1000;
    long used = 0;
    while (used < wanted && System.nanoTime() - until < 0) {
      warmSlice(target, load, WARM_SLICE);
      used = CpuTime.ofProcess(target.process().handle()) - start;
    }
    if (used < wanted) {
      out.printf(
          Locale.ROOT,
          "NOTE: the guard got %.1f of %d s on its core, and is not warm; the machine is busy%n",
          used / 1e6,
          plan.warmUp().toSeconds());
    }
  }

  private void warmSlice(Target.Running target, Load load, Duration length)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    long before = CpuTime.ofProcess(target.process().handle());
    Load.Figures figures = load.run(target.setting().url(), length);
    long cpu = CpuTime.ofProcess(target.process().handle()) - before;
    out.printf(
        Locale.ROOT,
        "%s warming: %,.0f %s/s, CPU %.1f us%n",
        target.name(),
        figures.perSecond(),
        plan.scenario().unit(),
        (double) cpu / figures.answered());
    out.flush();
  }

  private void measure(List<Target.Running> running, Load load, int refusalBytes)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    for (int number = 1; number <= plan.rounds(); number++) {
      out.printf("%nround %d of %d%n%s%n", number, plan.rounds(), Report.header(plan.scenario()));
      for (Target.Running target : running) {
        Round round = measure(number, target, load, refusalBytes);
        rounds.add(round);
        out.println(Report.line(round));
        out.flush();
      }
    }
    out.println();
  }

  private Round measure(int number, Target.Running target, Load load, int refusalBytes)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    load.run(target.setting().url(), FRESH);
    Probe.Answer answer = Probe.ask(target.setting().url(), target.setting().certificate());
    long linesBefore = settle(target.lines());

    CpuTime.OfCore coreBefore = CpuTime.OfCore.read(plan.targetCore());
    long cpuBefore = CpuTime.ofProcess(target.process().handle());
    long start = System.nanoTime();
    Load.Figures figures = load.run(target.setting().url(), plan.interval());
    long cpu = CpuTime.ofProcess(target.process().handle()) - cpuBefore;
    double elapsedMicros = (System.nanoTime() - start) / 1e3;
    CpuTime.OfCore core = CpuTime.OfCore.read(plan.targetCore());

    long lines = settle(target.lines()) - linesBefore;
    String where = "round " + number + ", " + target.name() + ": ";
    for (String fault :
        new Check(plan.scenario(), load.connections(), refusalBytes)
            .faults(figures, answer, lines)) {
      faults.add(where + fault);
    }
    double other = core.busyMicros() - coreBefore.busyMicros() - (double) cpu;
    other += core.stolenMicros() - coreBefore.stolenMicros();
    return new Round(
        number,
        target.name(),
        figures.perSecond(),
        (double) cpu / figures.answered(),
        figures.p50ms(),
        figures.p99ms(),
        Math.max(0, other / elapsedMicros));
  }

  /// The number of lines once no more come: every target writes out what it has within a second or
  /// so.
  private static long settle(LineCount lines) throws IOException, InterruptedException {
    long until = System.nanoTime() + LOG_PATIENCE.toNanos();
    long last = -1;
    long now = lines.read();
    while (now != last && System.nanoTime() - until < 0) {
      last = now;
      Thread.sleep(1_500);
      now = lines.read();
    }
    return now;
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private static InetSocketAddress freeAddress() throws IOException {
    return LoopbackSockets.resolve("127.0.0.1", LoopbackSockets.freePort());
  }

  /// Whether a round's answers were what was asked for: a fast wrong answer is no figure.
  record Check(Scenario scenario, int connections, int refusalBytes) {
    List<String> faults(Load.Figures figures, Probe.Answer answer, long lines) {
      List<String> faults = new ArrayList<>();
      boolean deny = scenario == Scenario.DENY;
      if (figures.errors() > 0) {
        faults.add(figures.errors() + " connections failed or timed out");
      }
      if (!deny && figures.refused() > 0) {
        faults.add(figures.refused() + " answers were not 200");
      }
      long passed = figures.answered() - figures.refused();
      if (deny && passed > figures.answered() * PASSED_WHILE_DENYING) {
        faults.add(passed + " of " + figures.answered() + " requests were not refused");
      }
      if (answer.status() != scenario.expectedStatus()) {
        faults.add("a probe was answered with " + answer.status());
      }
      int body = deny ? refusalBytes : Origin.BODY_BYTES;
      if (Math.abs(answer.body().length - body) > (deny ? DIGITS : 0)) {
        faults.add("a body of " + answer.body().length + " bytes, not " + body);
      }
      // Heads differ by a few bytes (an id, the width of a number), bodies must not.
      double mean = (double) figures.bytes() / Math.max(1, figures.answered());
      double most = deny ? 64 + answer.totalBytes() * 0.02 : 64;
      if (Math.abs(mean - answer.totalBytes()) > most) {
        faults.add(
            "answers of %.0f bytes, the probe's had %d".formatted(mean, answer.totalBytes()));
      }
      if (lines < figures.answered() || lines > figures.answered() + 2L * connections) {
        faults.add(lines + " access lines for " + figures.answered() + " answers");
      }
      return faults;
    }
  }
}
