package org.gabion.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The page of an [HtmlReport] in a real browser: what it asks for, what it complains of, and
/// whether everybody can read it.
class HtmlPageTest {
  @TempDir private static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    browser = new Chromium(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<Arguments> looks() {
    List<Arguments> looks = new ArrayList<>();
    List<String> names = List.of("busy", "hostile", "calm", "unclear", "unread");
    for (int i = 0; i < names.size(); i++) {
      Analysis analysis = HtmlReportTest.everyAnalysis().get(i);
      looks.add(Arguments.of(names.get(i), "light", 1280, analysis));
      looks.add(Arguments.of(names.get(i), "dark", 360, analysis));
      if (i < 2) {
        looks.add(Arguments.of(names.get(i), "dark", 1280, analysis));
        looks.add(Arguments.of(names.get(i), "light", 360, analysis));
      }
    }
    return looks.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, {2} pixels")
  @MethodSource("looks")
  void page_anyLook_asksForNothingComplainsOfNothingAndEverybodyCanReadIt(
      String name, String scheme, int width, Analysis analysis) throws Exception {
    browser.show(width, 900, scheme);
    Path page = open(name, analysis);
    assertThat(browser.requests()).allSatisfy(url -> assertThat(url).matches("file:.*|data:,"));
    assertThat(browser.requests()).contains(page.toUri().toString());
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.value("document.documentElement.scrollWidth").asInt())
        .as("wider than the window")
        .isLessThanOrEqualTo(width);
    assertThat(violations()).isEmpty();
  }

  @Test
  void page_hostileText_runsNothing() throws Exception {
    open("hostile", Analyses.hostile());
    assertThat(browser.value("document.scripts.length").asInt()).isEqualTo(1);
    assertThat(browser.value("document.querySelectorAll('main script, [onload]').length").asInt())
        .isZero();
    assertThat(browser.value("document.body.innerText").asString())
        .contains("<script>alert(1)</script>");
  }

  @Test
  void page_foreignScript_isForbiddenByThePolicy() throws Exception {
    open("busy", Analyses.busy());
    browser.value(
        "{ const s = document.createElement('script'); s.textContent = 'window.foreign = 1';"
            + " document.body.append(s); fetch('http://127.0.0.1:9/').catch(() => 0); }");
    assertThat(browser.value("typeof window.foreign").asString()).isEqualTo("undefined");
    assertThat(String.join(" ", browser.complaints())).contains("Content Security Policy");
  }

  @Test
  void page_keyboardAlone_reachesTheSummaryAndCopiesARule() throws Exception {
    open("busy", Analyses.busy());
    browser.press("Tab", 9, "");
    assertThat(browser.value("document.activeElement.textContent").asString())
        .isEqualTo("Skip to the summary");
    int presses = 1;
    while (!browser.value("document.activeElement.tagName").asString().equals("BUTTON")) {
      browser.press("Tab", 9, "");
      assertThat(++presses).as("a copy button within 200 stops").isLessThan(200);
    }
    browser.press("Enter", 13, "\r");
    assertThat(
            browser
                .value(
                    "new Promise(done => { const look = () => { const t ="
                        + " document.querySelector('[role=status]').textContent.trim();"
                        + " t ? done(t) : setTimeout(look, 10); }; look(); })")
                .asString())
        .matches("Copied\\.|Selected\\. Now press Ctrl\\+C\\.");
  }

  @Test
  void page_withoutScripts_isWhole() throws Exception {
    browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      open("busy", Analyses.busy());
      browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
      assertThat(browser.value("document.body.innerText").asString())
          .contains("2 attacks found", "Rules ready to paste", "gabion_i1", "198.51.100.0/24")
          .doesNotContain("Copy the rule");
    } finally {
      browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }

  @Test
  void page_printed_isAPdfOfAFewPagesInInkColours() throws Exception {
    browser.show(1280, 900, "dark");
    open("busy", Analyses.busy());
    String pdf = new String(browser.pdf(), StandardCharsets.ISO_8859_1);
    assertThat(pdf).startsWith("%PDF-");
    assertThat(pdf.split("/Type /Page\\b", -1).length - 1).isBetween(2, 12);
    assertThat(
            browser
                .value("matchMedia('print').matches + getComputedStyle(document.body).color")
                .asString())
        .startsWith("false");
    browser.call("Emulation.setEmulatedMedia", Map.of("media", "print"));
    assertThat(browser.value("getComputedStyle(document.body).color").asString())
        .isEqualTo("rgb(0, 0, 0)");
    assertThat(browser.value("getComputedStyle(document.querySelector('nav')).display").asString())
        .isEqualTo("none");
    browser.call("Emulation.setEmulatedMedia", Map.of("media", ""));
  }

  private static Path open(String name, Analysis analysis) throws Exception {
    Path page = folder.resolve(name + ".html");
    Files.writeString(page, HtmlReportTest.text(analysis));
    browser.open(page);
    return page;
  }

  /// What axe-core, the usual checker of accessibility, finds wrong.
  private static List<String> violations() throws Exception {
    browser.value(axe());
    JsonNode result =
        browser.value("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)");
    List<String> violations = new ArrayList<>();
    result.forEach(
        violation ->
            violations.add(
                violation.get("id").asString() + ": " + violation.at("/nodes/0/html").asString()));
    return violations;
  }

  private static String axe() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HtmlPageTest.class.getResourceAsStream("/axe.min.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n;0";
    }
  }
}
