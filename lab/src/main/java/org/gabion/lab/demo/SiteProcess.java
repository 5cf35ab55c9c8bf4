package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gabion.lab.site.SiteFigures;
import org.gabion.lab.site.SitePipe;

/// The sample site in a process of its own, and what it last said about itself (five times a
/// second).
public final class SiteProcess implements AutoCloseable {
  private final Child child;
  private final CompletableFuture<Integer> port;
  private final Latest latest;

  private SiteProcess(Child child, CompletableFuture<Integer> port, Latest latest) {
    this.child = child;
    this.port = port;
    this.latest = latest;
  }

  /// Starts the site; `port` 0 means any free one.
  public static SiteProcess start(int port, Path folder) throws IOException {
    CompletableFuture<Integer> told = new CompletableFuture<>();
    Latest latest = new Latest();
    List<String> command =
        Child.java(
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            "org.gabion.lab.Lab",
            List.of("site", "--port", Integer.toString(port), "--tethered"));
    Child child =
        Child.start(
            "sample site",
            command,
            Map.of(),
            folder.resolve("site.log"),
            line -> {
              SitePipe.portIn(line).ifPresent(told::complete);
              SiteFigures.parse(line).ifPresent(latest::set);
            });
    return new SiteProcess(child, told, latest);
  }

  /// Where the site listens, once it does.
  public InetSocketAddress address() throws IOException, InterruptedException {
    try {
      return new InetSocketAddress(
          InetAddress.getByName("127.0.0.1"), port.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(child.failure(), e);
    }
  }

  public SiteFigures figures() {
    return latest.figures;
  }

  /// Ends that process too if this one's starter dies without a word.
  public void alsoEnds(Child other) throws IOException {
    child.tell(SitePipe.wardLine(other.pid()));
  }

  @Override
  public void close() {
    child.close();
  }

  private static final class Latest {
    private volatile SiteFigures figures = SiteFigures.none();

    void set(SiteFigures figures) {
      this.figures = figures;
    }
  }
}
