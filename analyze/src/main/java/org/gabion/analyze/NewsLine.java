package org.gabion.analyze;

import java.io.IOException;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.JsonReport;
import org.gabion.analyze.report.JsonWriter;
import org.gabion.analyze.report.SignatureWords;
import org.gabion.core.detect.Finding;

/// One piece of news as one line of JSON, schema `gabion.news/1`: what other programs read while a
/// log is followed. `docs/reference/analysis.md` documents every key. Stateless.
public final class NewsLine {
  /// The schema's name; a change that breaks a reader gets a new number.
  public static final String SCHEMA = "gabion.news/1";

  private NewsLine() {}

  /// Writes the line and its end.
  public static void write(FollowedLog.News news, Appendable out) throws IOException {
    JsonWriter json = JsonWriter.onOneLine(out);
    json.open().field("schema", SCHEMA);
    switch (news) {
      case FollowedLog.News.Began began -> {
        finding(json, "began", began.finding());
        json.openArray("signatures");
        for (Analysis.MinedSignature signature : began.signatures()) {
          JsonReport.signature(json, signature);
        }
        json.closeArray()
            .field("signatureText", SignatureWords.of(began.signatures()))
            .texts("reasons", began.reasons());
      }
      case FollowedLog.News.Ended ended -> {
        finding(json, "ended", ended.finding());
        json.field("end", Incidents.instant(ended.finding().toMicros()));
      }
    }
    json.close().finish();
  }

  private static void finding(JsonWriter json, String event, Finding finding) throws IOException {
    json.field("event", event)
        .field("kind", finding.kind().word())
        .field("verdict", finding.judgement().word())
        .field("start", Incidents.instant(finding.fromMicros()));
  }
}
