package org.gabion.guard.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.gabion.core.policy.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {
  private static final Banner BANNER =
      new Banner(Instant.parse("2026-03-01T00:00:59Z"), Reason.QUEUE_FULL);
  private static final String NOTE = "This is a copy of this page from 1 March 2026 at 00:00 UTC";

  private static byte[] with(byte[] page, String type) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer part : BANNER.insert(page, type)) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=utf-8, UTF-8",
    "text/html, UTF-8",
    "TEXT/HTML;charset=ISO-8859-1, ISO-8859-1",
    "text/html; charset=windows-1251, windows-1251",
    "text/html; charset=Shift_JIS, Shift_JIS",
    "text/html; charset=gb18030, gb18030",
    "text/html; charset=utf-16le, UTF-16LE",
    "text/html; charset=\"UTF-16\", UTF-16LE",
    "text/html; charset=utf-16be, UTF-16BE",
  })
  void page_ofAnyCharset_hasTheBannerInIt(String type, String charset) {
    String page = "<!doctype html><title>caf\u00e9 \u0436 \u65e5</title><body>\u0436 \u65e5";
    Charset its = Charset.forName(charset);
    String shown = new String(with(page.getBytes(its), type), its);
    String plain = new String(page.getBytes(its), its);
    int begin = plain.indexOf("<body>") + 6;
    assertThat(shown).startsWith(plain.substring(0, begin) + "<div role=\"note\"");
    assertThat(shown).contains(NOTE).endsWith("</div>\n" + plain.substring(begin));
  }

  @Test
  void byteOrderMark_goesBeforeTheHeader() {
    byte[] page = "\ufeff<!doctype html><body>x".getBytes(StandardCharsets.UTF_16BE);
    String shown = new String(with(page, "text/html; charset=utf-8"), StandardCharsets.UTF_16BE);
    assertThat(shown).startsWith("\ufeff<!doctype html><body><div role").contains(NOTE);
  }

  @Test
  void text_isAsciiAndNeedsNothingElse() {
    String banner = new String(with(new byte[0], "text/html"), StandardCharsets.UTF_8);
    assertThat(banner.chars().allMatch(c -> c < 0x7f)).isTrue();
    assertThat(banner).doesNotContain("<script", "http:", "https:", "url(");
    assertThat(banner.replaceAll("<style>.*?</style>|<[^>]*>", ""))
        .isEqualTo(
            NOTE
                + ", because more people want to see the site now than it can serve. It may be out"
                + " of date, and forms and logging in do not work in it.\n");
  }

  @Test
  void otherTypes_getNone() {
    assertThat(Banner.isFor("text/html")).isTrue();
    assertThat(Banner.isFor(" Text/HTML ; charset=x")).isTrue();
    for (String type : new String[] {"", "text/plain", "text/htmlx", "application/xhtml+xml"}) {
      assertThat(Banner.isFor(type)).as(type).isFalse();
    }
  }
}
