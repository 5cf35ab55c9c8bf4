package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/2 as the wire shows it: every case of `http2.cases`, in front of one guard that must
/// outlive them all.
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2Test {
  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final RunningGuard guard =
      GuardSetup.inFrontOf(origin).listen(false, true, false).start();

  Http2Test() throws Exception {}

  @AfterAll
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  static List<Http2Case> cases() {
    return Http2Case.read("http2.cases");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void http2_frames_areTakenAsTheCaseSays(Http2Case http2) throws Exception {
    assertThat(new Http2Run(guard.port(), origin).play(http2)).isEmpty();
  }
}
