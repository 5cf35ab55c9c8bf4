package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/1.1 framing as the wire shows it: every case of `framing.cases`, sent whole and byte by
/// byte, in front of one guard that must outlive them all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
  private final RecordingOrigin origin;
  private final RunningGuard guard;

  FramingTest() throws Exception {
    origin = RecordingOrigin.tcp(RecordingOrigin.ok());
    guard = GuardSetup.inFrontOf(origin).start();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  static List<FramingCase> cases() {
    return FramingCase.read("framing.cases");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void framing_sentWhole_isAsTheCaseSays(FramingCase framing) throws Exception {
    assertThat(new FramingRun(guard.port(), origin).play(framing, FramingRun.Delivery.WHOLE))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void framing_sentByteByByte_isTheSame(FramingCase framing) throws Exception {
    assertThat(new FramingRun(guard.port(), origin).play(framing, FramingRun.Delivery.BYTE_BY_BYTE))
        .isEmpty();
  }
}
