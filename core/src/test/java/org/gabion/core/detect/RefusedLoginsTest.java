package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passwords are tried from the first line of the log on: nothing before it is calm.
final class RefusedLoginsTest {
  private static final int MINUTES = 120;
  private static final double QUIET = 0.7;
  private static final double BUSY = 20;

  private final Random random = new Random(3);
  private final List<Traffic.Visit> posts = new ArrayList<>();

  private static Traffic readers(double sessions) {
    return new Traffic(7).readers(0, MINUTES, sessions);
  }

  private void post(int client, double minute, String target, String agent, int status) {
    posts.add(Watched.by(client, minute, target, agent, "", status));
  }

  private void tryPasswords(int sources, double perMinute) {
    for (double minute = 0; minute < MINUTES; minute += 2 * random.nextDouble() / perMinute) {
      int status = random.nextInt(3) == 0 ? 403 : 401;
      post(random.nextInt(sources), minute, "/login", Watched.BROWSER, status);
    }
  }

  private void assertFound(List<Finding> found) {
    assertThat(found).hasSize(1);
    Finding flood = found.getFirst();
    assertThat(flood.kind()).isEqualTo(Kind.LOGIN_FLOOD);
    assertThat(flood.judgement()).isEqualTo(Judgement.ATTACK);
    assertThat(flood.fromMicros()).isEqualTo(Traffic.START);
    assertThat(flood.toMicros()).isEqualTo(Traffic.START + MINUTES * Traffic.MINUTE);
    assertThat(flood.signatures().stream().mapToDouble(each -> each.coverage()).sum())
        .isGreaterThan(0.9);
    assertThat(flood.signatures().getLast().upperBound())
        .as("those who try passwords are no innocents")
        .isLessThan(0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void step_fromManySources_isALoginFlood(double sessions) {
    tryPasswords(3000, 40);

    assertFound(Watched.find(readers(sessions), posts));
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void step_fromOneSource_isALoginFlood(double sessions) {
    tryPasswords(1, 30);

    assertFound(Watched.find(readers(sessions), posts));
  }

  /// Each comes once with no password, is asked for it, and sends it; then it reads.
  @Test
  void step_staffInTheMorning_isCalm() {
    Traffic traffic = readers(BUSY);
    for (int person = 0; person < 120; person++) {
      double minute = random.nextDouble() * 30;
      traffic.add(Watched.by(person, minute, "/login", Watched.BROWSER, "", 200));
      traffic.add(Watched.by(person, minute + 0.01, "/static/1.css", Watched.BROWSER, "/", 200));
      int mistakes = 1 + random.nextInt(3);
      for (int i = 0; i < mistakes; i++) {
        post(person, minute + 0.1 + 0.1 * i, "/login", Watched.BROWSER, 401);
      }
      post(person, minute + 0.5, "/login", Watched.BROWSER, 302);
      traffic.add(Watched.by(person, minute + 0.51, "/desk", Watched.BROWSER, "/login", 200));
    }

    assertThat(Watched.find(traffic, posts)).isEmpty();
  }

  /// The same with browsers that have all parts of pages, and send what they know unasked.
  @Test
  void step_staffWhoseBrowsersFetchNothing_isCalm() {
    Traffic traffic = readers(BUSY);
    for (int person = 0; person < 120; person++) {
      double minute = random.nextDouble() * 30;
      post(person, minute, "/login", Watched.BROWSER, 401);
      post(person, minute + 0.01, "/login", Watched.BROWSER, 401);
      post(person, minute + 0.02, "/login", Watched.BROWSER, 200);
      traffic.add(Watched.by(person, minute + 0.1, "/desk", Watched.BROWSER, "", 200));
    }

    assertThat(Watched.find(traffic, posts))
        .extracting(Finding::judgement)
        .doesNotContain(Judgement.ATTACK);
  }

  @Test
  void step_readerWhoForgotThePassword_isCalm() {
    Traffic traffic = readers(QUIET);
    traffic.add(Watched.by(1, 1, "/login", Watched.BROWSER, "", 200));
    traffic.add(Watched.by(1, 1.01, "/static/1.css", Watched.BROWSER, "/login", 200));
    for (int i = 0; i < 25; i++) {
      post(1, 1.2 + 0.4 * i + 0.1 * random.nextDouble(), "/login", Watched.BROWSER, 401);
    }

    assertThat(Watched.find(traffic, posts)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 30})
  void step_programWithAnOldPassword_isCalm(double seconds) {
    for (double minute = 0.1; minute < MINUTES; minute += seconds / 60) {
      post(1, minute + 0.005 * random.nextDouble(), "/api/session", Watched.SCRIPT, 401);
    }

    assertThat(Watched.find(readers(QUIET), posts)).isEmpty();
  }

  @Test
  void step_appOfManyWithAnOldToken_isCalm() {
    for (int phone = 0; phone < 60; phone++) {
      double minute = 20 * random.nextDouble();
      while (minute < MINUTES) {
        post(phone, minute, "/oauth/token", "TownApp/3.1 (iPhone)", 401);
        minute += 5 + 20 * random.nextDouble();
      }
    }

    assertThat(Watched.find(readers(QUIET), posts)).isEmpty();
  }

  @Test
  void step_whereTheLogHasNoPartsOfPages_isALoginFloodToo() {
    tryPasswords(3000, 40);

    assertThat(Watched.find(readers(BUSY).pagesOnly(), posts))
        .extracting(Finding::kind, Finding::judgement)
        .containsExactly(tuple(Kind.LOGIN_FLOOD, Judgement.ATTACK));
  }
}
