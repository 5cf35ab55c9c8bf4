package org.gabion.lab.storm;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.lab.demo.GuardProcess;
import org.gabion.lab.demo.JsonText;
import org.gabion.lab.demo.ScratchFolder;
import org.gabion.lab.load.LoopbackSockets;

/// `lab/lab many-addresses`: millions of IPv6 networks ask once each through a trusted proxy, then
/// a hundred thousand real loopback addresses directly. The guard's memory must stay where it was
/// after the first ten thousand, and people who come for the first time meanwhile must be served.
/// The calm twin comes first: the same newcomers without a crowd.
public final class AddressesStorm {
  private static final int WARM = 10_000;
  private static final int PER_CONNECTION = 32;
  private static final long CALM_MILLIS = 10_000;
  private static final double MOST_GROWTH = 0.05;
  private static final double MOST_REFUSED = 0.001;

  /// @param networks IPv6 /64 networks that ask
  /// @param sources real 127.x addresses that ask
  /// @param rate requests of the crowd a second, at most
  public record Options(int networks, int sources, double rate, Optional<Path> json) {
    public Options {
      if (networks <= WARM
          || networks > 100_000_000
          || sources < 1
          || sources > 3_000_000
          || rate <= 0) {
        throw new IllegalArgumentException(
            "10,001 to 100 million networks, 1 to 3 million sources");
      }
    }
  }

  private final Options options;
  private final PrintWriter out;
  private final InetSocketAddress address;

  private AddressesStorm(Options options, PrintWriter out, InetSocketAddress address) {
    this.options = options;
    this.out = out;
    this.address = address;
  }

  /// Runs the storm; the result is the exit status: 0 when memory stayed flat and newcomers were
  /// served.
  public static int run(Options options, PrintWriter out) throws IOException, InterruptedException {
    InetAddress proxy = InetAddress.getByName("127.0.0.1");
    InetSocketAddress address = new InetSocketAddress(proxy, LoopbackSockets.freePort());
    InetSocketAddress admin = new InetSocketAddress(proxy, LoopbackSockets.freePort());
    try (ScratchFolder folder = ScratchFolder.open("addresses");
        QuickOrigin origin = QuickOrigin.open()) {
      Path configuration =
          GuardProcess.configure(
              folder.path(),
              address,
              admin,
              origin.address(),
              "clients: { trusted-proxies: [ \"127.0.0.1/32\" ] }");
      try (GuardProcess guard =
          GuardProcess.start(
              configuration,
              address,
              admin,
              List.of(GuardMemory.JVM_OPTION),
              folder.path().resolve("guard.log"))) {
        guard.awaitReady();
        return new AddressesStorm(options, out, address).storm(guard.child().pid());
      }
    }
  }

  private int storm(long guard) throws IOException, InterruptedException {
    FreshReaders twin = FreshReaders.start(address, 0);
    Thread.sleep(CALM_MILLIS);
    FreshReaders.Outcome calm = twin.finish();
    out.printf("calm twin: %s%n", inWords(calm));
    int next = (int) calm.readers();
    ForwardedCrowd crowd =
        new ForwardedCrowd(
            InetAddress.getByName("127.0.0.1"), address, PER_CONNECTION, options.rate());
    FreshReaders fresh = FreshReaders.start(address, next);
    crowd.ask(0, WARM);
    GuardMemory before = GuardMemory.of(guard);
    out.printf("after %,d networks: %s%n", WARM, before.inWords());
    ForwardedCrowd.Outcome networks = crowd.ask(WARM, options.networks());
    GuardMemory between = GuardMemory.of(guard);
    out.printf(
        "after %,d networks (%.0f a second, %,d refused, %,d lost): %s%n",
        options.networks(),
        networks.answered() / networks.seconds(),
        networks.refused(),
        networks.lost(),
        between.inWords());
    RealSources.Outcome sources = RealSources.ask(options.sources(), address);
    FreshReaders.Outcome newcomers = fresh.finish();
    GuardMemory after = GuardMemory.of(guard);
    out.printf(
        "after %,d real sources (%.0f a second, %,d refused, %,d broken): %s%n",
        options.sources(),
        sources.sources() / sources.seconds(),
        sources.refused(),
        sources.broken(),
        after.inWords());
    out.printf("newcomers meanwhile: %s%n", inWords(newcomers));
    return report(List.of(before, between, after), networks, sources, calm, newcomers);
  }

  private int report(
      List<GuardMemory> memory,
      ForwardedCrowd.Outcome networks,
      RealSources.Outcome sources,
      FreshReaders.Outcome calm,
      FreshReaders.Outcome newcomers)
      throws IOException {
    double base = memory.getFirst().held();
    double growth =
        memory.stream().mapToDouble(m -> m.held() / base - 1).max().orElse(Double.MAX_VALUE);
    boolean flat = growth <= MOST_GROWTH;
    boolean asked = networks.answered() >= 0.99 * networks.asked();
    boolean served = newcomers.requests() > 0 && newcomers.refusedShare() <= MOST_REFUSED;
    boolean calmServed = calm.requests() > 0 && calm.refused() == 0;
    boolean ok = flat && asked && served && calmServed;
    out.printf(
        "memory grew by %.1f %%, newcomers refused %.3f %%%n",
        growth * 100, newcomers.refusedShare() * 100);
    out.println(
        ok
            ? "Held: memory is flat and newcomers were served."
            : !flat
                ? "Missed: memory grew by more than 5 %."
                : !asked
                    ? "Missed: the crowd's requests were not answered, so this proves nothing."
                    : !served
                        ? "Missed: more than 0.1 % of the newcomers' requests were refused."
                        : "Missed: newcomers were refused even without a crowd.");
    if (options.json().isPresent()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("networks", options.networks());
      facts.put("networksPerSecond", networks.answered() / networks.seconds());
      facts.put("networksRefused", networks.refused());
      facts.put("networksLost", networks.lost());
      facts.put("sources", sources.sources());
      facts.put("sourcesServed", sources.served());
      facts.put("sourcesRefused", sources.refused());
      facts.put("sourcesBroken", sources.broken());
      facts.put("heldBytes", memory.stream().map(GuardMemory::held).toList());
      facts.put("residentBytes", memory.stream().map(GuardMemory::resident).toList());
      facts.put("growth", growth);
      facts.put("newcomerRequests", newcomers.requests());
      facts.put("newcomersRefused", newcomers.refusedShare());
      facts.put("newcomerTroubles", newcomers.troubles());
      facts.put("calmRequests", calm.requests());
      facts.put("calmRefused", calm.refused());
      facts.put("ok", ok);
      Files.writeString(options.json().get(), JsonText.of(facts));
    }
    return ok ? 0 : 1;
  }

  private static String inWords(FreshReaders.Outcome outcome) {
    return "%,d newcomers made %,d requests, %,d not served %s"
        .formatted(outcome.readers(), outcome.requests(), outcome.refused(), outcome.troubles());
  }
}
