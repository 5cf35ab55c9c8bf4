package org.gabion.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.gabion.core.limit.ConnectionBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OpenFilesTest {
  private static final String HEAD = "Limit                     Soft Limit           Hard Limit";

  @Test
  void limit_ofALine_isTheSoftOne() {
    assertThat(
            OpenFiles.limit(
                List.of(
                    HEAD,
                    "Max open files            1024                 524288               files")))
        .hasValue(1024);
    assertThat(
            OpenFiles.limit(List.of(HEAD, "Max open files            unlimited  unlimited  files")))
        .isEmpty();
    assertThat(OpenFiles.limit(List.of(HEAD))).isEmpty();
  }

  private static ConnectionBudget.Limits within(OptionalLong files, long toOrigins) {
    return OpenFiles.within(
        files,
        new GuardConfig.Connections(1000, 64, 20, 40, 1, 1, Duration.ofSeconds(1)),
        toOrigins);
  }

  @Test
  void within_enoughFiles_isAsConfigured() {
    assertThat(within(OptionalLong.of(2000), 256))
        .isEqualTo(new ConnectionBudget.Limits(1000, 64, 20, 40));
    assertThat(within(OptionalLong.empty(), 256).max()).isEqualTo(1000);
  }

  @Test
  void within_fewFiles_leavesRoomForOriginsAndOurselves() {
    assertThat(within(OptionalLong.of(1024), 256).max()).isEqualTo(1024 - 256 - 128);
    assertThat(within(OptionalLong.of(1024), 1000).max()).isEqualTo(512);
    assertThat(within(OptionalLong.of(20), 256))
        .isEqualTo(new ConnectionBudget.Limits(16, 8, 20, 40));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void limit_ofThisProcess_isKnown() {
    assertThat(OpenFiles.limit().orElseThrow()).isPositive();
  }
}
