package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorDetectorTest {
  private static final int MINUTES = 180;

  /// From the first line of the log: nothing tells what was usual before.
  @ParameterizedTest
  @CsvSource({"/login, 401", "/login, 200", "/api/enter, 200"})
  void find_postsAllTheTime_areNoMonitor(String target, int status) {
    List<Finding> found = Watched.find(readers(), steadily(Watched.SCRIPT, target, status));
    assertThat(found).noneMatch(each -> each.kind() == Kind.OWN_MONITOR);
  }

  @Test
  void find_loginPageAllTheTime_isNoMonitor() {
    Traffic traffic = readers();
    steadily(Watched.SCRIPT, "/login", 200).forEach(traffic::add);
    assertThat(Watched.find(traffic)).noneMatch(each -> each.kind() == Kind.OWN_MONITOR);
  }

  /// A check that lacks its password, or passwords tried without a form: the log can not tell.
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 503})
  void find_refusedAllTheTime_isUnclear(int status) {
    Traffic traffic = readers();
    steadily(Watched.SCRIPT, "/desk", status).forEach(traffic::add);
    assertThat(Watched.find(traffic))
        .isNotEmpty()
        .allMatch(each -> each.judgement() == Judgement.UNCLEAR);
  }

  /// Nobody tries passwords as slowly.
  @Test
  void find_slowCheckThatIsRefused_isTheMonitor() {
    Traffic traffic = new Traffic(7).readers(0, MINUTES, 0.7);
    for (int minute = 0; minute < MINUTES; minute += 2) {
      traffic.add(Watched.somebody(minute, "/haproxy-status;csv", "", "", 401));
    }
    assertThat(Watched.find(traffic))
        .isNotEmpty()
        .allMatch(each -> each.kind() == Kind.OWN_MONITOR)
        .allMatch(each -> each.judgement() == Judgement.BENIGN);
  }

  /// It can not hide its attempts behind checks.
  @Test
  void find_checksWithAttemptsBetween_areNoMonitor() {
    Traffic traffic = readers();
    steadily(Watched.SCRIPT, "/", 200).forEach(traffic::add);
    List<Finding> found = Watched.find(traffic, steadily(Watched.SCRIPT, "/login", 401));
    assertThat(found).noneMatch(each -> each.kind() == Kind.OWN_MONITOR);
  }

  @ParameterizedTest
  @CsvSource({"curl/8.5.0, /", "check_http/v2.3 (monitoring-plugins 2.3), /healthz"})
  void find_checksAllTheTime_areTheMonitor(String agent, String target) {
    Traffic traffic = readers();
    steadily(agent, target, 200).forEach(traffic::add);
    assertIsMonitor(Watched.find(traffic));
  }

  /// A site that is down for some minutes is not the check's fault.
  @Test
  void find_checksOfASiteThatFailsForAWhile_areTheMonitor() {
    Traffic traffic = readers();
    steadily("curl/8.5.0", "/", 200).stream()
        .map(
            v -> {
              boolean down = v.micros() >= Traffic.START + 170 * Traffic.MINUTE;
              return new Traffic.Visit(
                  v.micros(), v.address(), v.target(), v.agent(), v.referer(), down ? 503 : 200);
            })
        .forEach(traffic::add);
    assertThat(Watched.find(traffic)).anyMatch(each -> each.kind() == Kind.OWN_MONITOR);
  }

  /// Some checks ask by POST, and some sites answer them with an error all the time.
  @Test
  void find_declaredMonitorOfAServicePath_isTheMonitorWhateverItIsAnswered() {
    List<Finding> found = Watched.find(readers(), steadily("kube-probe/1.29", "/healthz", 405));
    assertIsMonitor(found);
  }

  private static void assertIsMonitor(List<Finding> found) {
    assertThat(found).isNotEmpty();
    assertThat(found)
        .allSatisfy(
            each -> {
              assertThat(each.kind()).isEqualTo(Kind.OWN_MONITOR);
              assertThat(each.judgement()).isEqualTo(Judgement.BENIGN);
            });
    assertThat(found.getLast().reasons())
        .contains(
            "1 source asked for 1 path again and again, all the time: 360 requests in 60 minutes");
  }

  private static Traffic readers() {
    return new Traffic(7).readers(0, MINUTES, 3);
  }

  /// Six a minute.
  private static List<Traffic.Visit> steadily(String agent, String target, int status) {
    List<Traffic.Visit> visits = new ArrayList<>();
    for (int i = 0; i < 6 * MINUTES; i++) {
      visits.add(Watched.somebody((i + 0.5) / 6, target, agent, "", status));
    }
    return visits;
  }
}
