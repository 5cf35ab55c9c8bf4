package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.node.EventLoops;
import org.gabion.mirror.node.MirrorKeyFile;
import org.gabion.mirror.node.MirrorNode;
import org.gabion.mirror.node.NodeConfig;
import org.gabion.mirror.node.NodeEvent;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;
import org.gabion.mirror.wire.Waits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror join`.
@Command(
    name = "join",
    description = "Keeps a copy of somebody's site, and serves it, until it is stopped.",
    mixinStandardHelpOptions = true)
final class MirrorJoinCommand implements Callable<Integer> {
  private static final Waits WAITS = new Waits(Duration.ofSeconds(5), Duration.ofSeconds(30));
  private static final int KEPT_CONNECTIONS = 16;

  @Parameters(
      index = "0",
      paramLabel = "SITE@URL",
      description = "The site's id, and the address of a copy of it, as its people tell them.")
  private String site;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The folder that the copy is kept in; a web root of another server does too.")
  private Path store;

  @Option(
      names = "--own",
      required = true,
      paramLabel = "URL",
      description = "The address under which others reach this copy.")
  private String own;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      converter = ListenAddress.class,
      description = "Serves the copy there; without it another web server does, from --store.")
  private @Nullable InetSocketAddress listen;

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      defaultValue = "10GiB",
      converter = ByteSize.class,
      description = "Keeps no more than that; ${DEFAULT-VALUE} by default.")
  private long quota;

  @Option(
      names = "--rate",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ByteSize.class,
      description = "Sends at most so many bytes a second; 0 for no bound, the default.")
  private long rate;

  @Option(
      names = "--poll-minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Asks for news by itself so often; ${DEFAULT-VALUE} by default.")
  private int pollMinutes;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The site's own address, for links in the readable pages.")
  private @Nullable String url;

  @Option(
      names = "--no-pages",
      description =
          "Makes no readable pages beside the copy; they need about as much room as the copy.")
  private boolean noPages;

  @Option(
      names = "--lab",
      description = "For trying out: talks to loopback addresses, and to nobody else.")
  private boolean lab;

  @Option(
      names = "--once",
      description = "Fetches the current edition, checks all that is kept, and ends.")
  private boolean once;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorJoinCommand() {}

  @Override
  public Integer call() {
    NodeConfig config = config();
    try (EventLoops loops = new EventLoops(1);
        MirrorClient client = new MirrorClient(new AddressRule(lab), WAITS, KEPT_CONNECTIONS)) {
      giveConsent(config);
      MirrorNode.Outside outside = new MirrorNode.Outside(client, Clock.systemUTC(), this::tell);
      try (MirrorNode node = MirrorNode.join(config, outside)) {
        return once ? runOnce(node) : run(node, loops);
      }
    } catch (IOException e) {
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  private int runOnce(MirrorNode node) throws IOException {
    node.fetchNow();
    long lost = node.checkNow();
    return lost == 0 && node.complete().isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int run(MirrorNode node, EventLoops loops) throws IOException {
    node.start(loops);
    PrintWriter out = spec.commandLine().getOut();
    node.address().ifPresent(address -> out.println("serves on " + address));
    out.flush();
    CountDownLatch stopped = new CountDownLatch(1);
    Signals.handle("TERM", stopped::countDown);
    Signals.handle("INT", stopped::countDown);
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.DONE;
  }

  private void giveConsent(NodeConfig config) throws IOException {
    Files.createDirectories(store);
    MirrorKey key = MirrorKeyFile.readOrMake(store.resolve(".gabion-mirror-key"));
    Path file = store.resolve("consent.txt");
    if (Files.exists(file)) {
      return;
    }
    Consent consent = key.consent(config.site(), own(), Clock.systemUTC().instant());
    Files.write(file, consent.bytes());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Send " + file + " to the site's people: they add this mirror by");
    out.println("  gabion mirror roster add DIR consent.txt");
    out.flush();
  }

  private void tell(NodeEvent event) {
    PrintWriter to = event.isFault() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    to.println((event.isFault() ? "gabion: " : "") + event.text());
    to.flush();
  }

  private NodeConfig config() {
    int at = site.indexOf('@');
    Optional<Digest> id = at < 0 ? Optional.empty() : Digest.parse(site.substring(0, at));
    String publisher = withSlash(site.substring(at + 1));
    if (id.isEmpty() || !Consent.isUrl(publisher)) {
      throw wrong("SITE@URL: write the id, 64 digits, then @ and https://host/path/");
    }
    if (!Consent.isUrl(own())) {
      throw wrong("--own: write an address such as https://copy.example/");
    }
    if (pollMinutes < 1 || pollMinutes > 1440) {
      throw wrong("--poll-minutes: from 1 to 1440");
    }
    try {
      NodeConfig config =
          new NodeConfig(
              id.get(),
              MirrorAddress.parse(publisher),
              MirrorAddress.parse(own()),
              Optional.ofNullable(listen),
              store,
              quota,
              rate,
              NodeConfig.PARALLEL,
              Duration.ofMinutes(pollMinutes));
      return noPages ? config : config.withReadable(rules());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private RenditionRules rules() {
    return url == null ? RenditionRules.unknownSite() : RenditionRules.of(url);
  }

  private String own() {
    return withSlash(own);
  }

  private static String withSlash(String url) {
    return url.endsWith("/") ? url : url + "/";
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
