package org.gabion.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the bench reads from `/proc`, from wrk and from growing logs.
final class ReadingTest {
  @TempDir private Path folder;

  @Test
  void processStat_nameWithBracketsAndSpaces_isSkipped() {
    String stat = "77 (a) b (c) S 1 2 3 4 -1 4194304 9 8 7 6 150 25 1000 2000 20 0 1 0 5 6 7";
    assertThat(CpuTime.parse(stat)).isEqualTo((150 + 25) * 10_000L);
  }

  @Test
  void coreStat_idleAndWaiting_areNotBusy() {
    CpuTime.OfCore core = CpuTime.OfCore.parse("cpu0 100 10 50 9999 777 5 15 20 0 0");
    assertThat(core.busyMicros()).isEqualTo((100 + 10 + 50 + 5 + 15) * 10_000L);
    assertThat(core.stolenMicros()).isEqualTo(20 * 10_000L);
  }

  @Test
  void processTime_ofABusyProcess_grows() throws IOException {
    ProcessHandle self = ProcessHandle.current();
    long before = CpuTime.ofProcess(self);
    Awaitility.await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofNanos(1))
        .until(() -> CpuTime.ofProcess(self) > before);
  }

  @Test
  void wrkReport_isRead_withErrorsSummed() throws IOException {
    Load.Figures figures =
        KeepAliveLoad.parse(
            "Running 2s test\n"
                + "gabion requests=1000 micros=2000000 bytes=5000 connect=1 read=2 write=4 status=7"
                + " timeout=8 p50=1500 p99=9000\n");
    assertThat(figures).isEqualTo(new Load.Figures(1000, 2.0, 5000, 15, 7, 1.5, 9.0));
    assertThat(figures.perSecond()).isEqualTo(500);
  }

  @Test
  void wrkReport_missing_isAnError() {
    assertThatIOException().isThrownBy(() -> KeepAliveLoad.parse("unable to connect"));
  }

  @Test
  void logFile_thatGrows_isCountedOnce() throws IOException {
    Path path = folder.resolve("log");
    LogFile log = new LogFile(path);
    assertThat(log.read()).isZero();
    Files.writeString(path, "a\nb\nhalf");
    assertThat(log.read()).isEqualTo(2);
    Files.writeString(path, " a line\nc\n", StandardOpenOption.APPEND);
    assertThat(log.read()).isEqualTo(4);
    assertThat(log.read()).isEqualTo(4);
  }

  @Test
  void certificate_made_isAFreshP256Key() throws Exception {
    ServerCertificate made = ServerCertificate.make(folder);
    assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
    made.certificate().checkValidity();
    made.certificate().verify(made.certificate().getPublicKey());
    assertThat(Files.readString(made.both()))
        .isEqualTo(Files.readString(made.chain()) + Files.readString(made.key()))
        .contains("BEGIN PRIVATE KEY");
  }
}
