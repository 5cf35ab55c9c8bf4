package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.node.CopyServer;
import org.gabion.mirror.node.EventLoops;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror serve`.
@Command(
    name = "serve",
    description = "Serves the pages of a copy that lies in a folder, to look at them.",
    mixinStandardHelpOptions = true)
final class MirrorServeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "COPY", description = "The folder of the copy.")
  private Path folder;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8083",
      converter = ListenAddress.class,
      description = "Where; ${DEFAULT-VALUE} by default.")
  private InetSocketAddress listen;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorServeCommand() {}

  @Override
  public Integer call() {
    try (EventLoops loops = new EventLoops(1);
        CopyServer server = new CopyServer(loops, listen, folder, open())) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "serves "
              + folder
              + " on http://"
              + listen.getHostString()
              + ":"
              + server.address().getPort()
              + "/");
      out.flush();
      CountDownLatch stopped = new CountDownLatch(1);
      Signals.handle("TERM", stopped::countDown);
      Signals.handle("INT", stopped::countDown);
      stopped.await();
      return ExitCode.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.DONE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  private OpenedCopy open() throws IOException {
    FolderSource source = new FolderSource(folder);
    Digest site = RootWalk.siteOf(source);
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, site)));
    return switch (head.verdict()) {
      case HeadVerdict.Newer newer -> OpenedCopy.open(source, newer.head());
      case HeadVerdict.Refused refused -> throw new IOException(folder + ": " + refused.reason());
      case HeadVerdict.Same _, HeadVerdict.Older _, HeadVerdict.SplitView _ ->
          throw new IllegalStateException("nothing was known before");
    };
  }
}
