package org.gabion.guard.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.gabion.core.detect.Finding;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.guard.detection.FoundSoFar;
import org.gabion.guard.detection.ValueNames;

/// What the detector has found, as JSON for the admin port. Stateless.
final class FindingsText {
  private FindingsText() {}

  static JsonText of(FoundSoFar found) {
    JsonText json = new JsonText().open();
    json.field("windows", found.windows());
    json.openArray("open");
    found.open().forEach(finding -> finding(json, finding, found.names()));
    json.closeArray();
    json.openArray("ended");
    found.ended().forEach(finding -> finding(json, finding, found.names()));
    json.closeArray();
    return json.close();
  }

  private static void finding(JsonText json, Finding finding, ValueNames names) {
    json.open();
    json.field("kind", finding.kind().word());
    json.field("verdict", finding.judgement().word());
    json.field("from", time(finding.fromMicros()));
    json.field("to", time(finding.toMicros()));
    json.openArray("signatures");
    for (Mined mined : finding.signatures()) {
      json.open();
      json.openArray("clauses");
      for (Clause clause : mined.signature().clauses()) {
        json.open()
            .field("attribute", clause.attribute().word())
            .field("value", names.text(clause))
            .close();
      }
      json.closeArray();
      json.share("coverage", mined.coverage());
      json.share("innocents", mined.innocents());
      json.share("upperBound95", mined.upperBound());
      json.close();
    }
    json.closeArray();
    json.field("reasons", finding.reasons());
    json.close();
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
