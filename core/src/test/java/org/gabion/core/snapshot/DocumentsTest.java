package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every document has one spelling, and nothing else is read.
final class DocumentsTest {
  private static final long MAX = 999_999_999_999_999L;

  @ParameterizedTest
  @EnumSource
  void document_readAndWrittenAnew_isTheSameBytes(Kind kind) {
    byte[] sample = kind.sample();
    assertThat(kind.read(sample).encoded()).hasValue(sample);
  }

  @ParameterizedTest
  @EnumSource
  void document_largerThanItsLimit_isRefusedAsAWhole(Kind kind) {
    byte[] large = new byte[kind.limit() + 1];
    Arrays.fill(large, (byte) '\n');
    assertThat(fault(kind, large))
        .isEqualTo("expected at most " + kind.limit() + " bytes, not " + (kind.limit() + 1));
  }

  @ParameterizedTest
  @EnumSource
  void document_withWindowsLineEnds_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample()).replace("\n", "\r\n");
    assertThat(fault(kind, TestSite.ascii(text)))
        .isEqualTo("line 1: expected printable ASCII characters only");
  }

  @ParameterizedTest
  @EnumSource
  void document_withoutItsLastLineFeed_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    assertThat(fault(kind, TestSite.ascii(text.substring(0, text.length() - 1))))
        .isEqualTo("line " + text.lines().count() + ": expected a line feed at the end");
  }

  @ParameterizedTest
  @EnumSource
  void document_withMoreBehindIt_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    assertThat(fault(kind, TestSite.ascii(text + "more 1\n")))
        .startsWith("line " + (text.lines().count() + 1) + ": expected ");
    assertThat(fault(kind, TestSite.ascii(text + "\n")))
        .startsWith("line " + (text.lines().count() + 1) + ": expected ");
  }

  @ParameterizedTest
  @EnumSource
  void document_ofAnotherVersionOrKind_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    String type = text.substring("gabion ".length(), text.indexOf(" 1\n"));
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(" 1\n", " 2\n"))))
        .isEqualTo("line 1: expected version 1, which is all that this program reads");
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(" 1\n", " 01\n"))))
        .isEqualTo("line 1: expected version 1, which is all that this program reads");
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(type, "other"))))
        .isEqualTo("line 1: expected 'gabion " + type + " 1'");
    assertThat(fault(kind, new byte[0])).isEqualTo("line 1: expected a line feed at the end");
  }

  @ParameterizedTest
  @EnumSource
  void document_withoutOneOfItsLines_isRefusedOrAnother(Kind kind) {
    List<String> lines = TestSite.text(kind.sample()).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      String gone = fewer.remove(i);
      boolean optional =
          gone.matches("(sig|object|shard|mirror|header|holder|query) .*")
              && kind.read(TestSite.ascii(String.join("\n", fewer) + "\n")).encoded().isPresent();
      if (!optional) {
        assertThat(fault(kind, TestSite.ascii(String.join("\n", fewer) + "\n")))
            .as(gone)
            .startsWith("line ")
            .contains("expected ");
      }
    }
  }

  static String fault(Kind kind, byte[] bytes) {
    Kind.Result result = kind.read(bytes);
    assertThat(result.encoded()).isEmpty();
    return result.malformed().orElseThrow().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-02-29T00:00:00Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59Z"
      })
  void time_inItsOneSpelling_isRead(String time) {
    byte[] bytes = headPublished(time);
    assertThat(Kind.HEAD.read(bytes).encoded()).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2026-11-26T20:00:00.0Z",
        "2026-11-26T20:00:00.000000001Z",
        "2026-11-26T20:00Z",
        "2026-11-26T24:00:00Z",
        "2026-11-26T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-11-26T20:00:00+00:00",
        "2026-11-26T20:00:00-00:00",
        "2026-11-26T20:00:00",
        "2026-11-26t20:00:00Z",
        "2026-11-26 20:00:00Z",
        "20261126T200000Z",
        "1795723200",
        "-"
      })
  void time_inAnotherSpelling_isRefused(String time) {
    assertThat(fault(Kind.HEAD, headPublished(time)))
        .isEqualTo("line 6: expected a time in UTC such as 2026-11-26T20:00:00Z");
  }

  private static byte[] headPublished(String time) {
    String head = TestSite.text(TestSite.head(1, 1, "x").body());
    return TestSite.ascii(
        head.replaceFirst("published [^\n]*", "published " + time)
            .replaceFirst("next-by [^\n]*", "next-by 9999-12-31T23:59:59Z"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4_294_967_295L, 4_294_967_296L, 9_007_199_254_740L, MAX})
  void sequence_ofAnySize_survives(long sequence) {
    Head head = TestSite.head(sequence, sequence, "x");
    Signed<Head> signed = TestHolder.sign(head, head.body());
    Parsed<HeadFile> read = HeadFile.parse(TestSite.file(signed).bytes());
    assertThat(read).isInstanceOf(Parsed.Valid.class);
    assertThat(((Parsed.Valid<HeadFile>) read).value().head().document()).isEqualTo(head);
  }
}
