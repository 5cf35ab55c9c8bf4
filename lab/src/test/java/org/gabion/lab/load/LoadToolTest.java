package org.gabion.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadToolTest {
  private static final LoopbackUrl HERE =
      new LoopbackUrl(false, LoopbackSockets.resolve("127.0.0.1", 20399), "/a");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "0.0.0.0", "2001:db8::1"})
  void url_addressElsewhere_refuses(String literal) throws UnknownHostException {
    InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.getByName(literal), 80);
    assertThatIllegalArgumentException().isThrownBy(() -> new LoopbackUrl(false, elsewhere, "/"));
  }

  @Test
  void url_nameNotResolved_refuses() {
    InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", 80);
    assertThatIllegalArgumentException().isThrownBy(() -> new LoopbackUrl(false, name, "/"));
  }

  @Test
  void url_path_cannotMoveTheHost() {
    InetSocketAddress here = LoopbackSockets.resolve("127.0.0.1", 80);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoopbackUrl(false, here, "@192.0.2.1/"));
  }

  // Each of these could aim the tool elsewhere: a second address, a proxy, a script, a list of
  // addresses.
  @ParameterizedTest
  @CsvSource({
    "WRK, http://192.0.2.1/",
    "WRK, -s",
    "WRK, -c9999999",
    "H2LOAD, --connect-to",
    "H2LOAD, -i",
    "H2LOAD, -B",
    "H2LOAD, --input-file=x",
    "NGHTTP, -a",
    "SLOWHTTPTEST, -u",
    "SLOWHTTPTEST, -d",
    "SLOWHTTPTEST, -e",
  })
  void command_optionNotListed_refuses(LoadTool tool, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tool.command(HERE, List.of(option, "192.0.2.1:80")));
  }

  @Test
  void command_tooManyConnections_refuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadTool.WRK.command(HERE, List.of("-c", "20001")));
  }

  @Test
  void command_allowedOptions_endsWithTheLiteral() {
    assertThat(LoadTool.SLOWHTTPTEST.command(HERE, List.of("-H", "-c", "10")))
        .containsExactly("-H", "-c", "10", "-u", "http://127.0.0.1:20399/a");
    LoopbackUrl six = new LoopbackUrl(true, LoopbackSockets.resolve("::1", 1), "/");
    assertThat(LoadTool.WRK.command(six, List.of("-d", "1")))
        .containsExactly("-d", "1", "https://[0:0:0:0:0:0:0:1]:1/");
  }

  @Test
  void run_longerThanTheBound_refuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadTool.Run(Duration.ofHours(1), 0, folder, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrk", "/usr/bin/h2load", "./slowhttptest"})
  void pinnedProcess_loadTool_refuses(String program) {
    PinnedProcess.Launch launch =
        new PinnedProcess.Launch(
            List.of("env", program), 0, folder, folder.resolve("out"), Map.of());
    assertThatIllegalArgumentException().isThrownBy(() -> PinnedProcess.start(launch));
  }

  @Test
  void pinnedProcess_closed_endsItsChildrenToo() throws Exception {
    PinnedProcess shell =
        PinnedProcess.start(
            new PinnedProcess.Launch(
                List.of("sh", "-c", "sleep 600 & sleep 600; true"),
                0,
                folder,
                folder.resolve("out"),
                Map.of()));
    Awaitility.await().until(() -> shell.handle().descendants().count() == 2);
    List<ProcessHandle> sleepers = shell.handle().descendants().toList();

    shell.close();

    Awaitility.await().until(() -> sleepers.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(shell.isAlive()).isFalse();
  }
}
