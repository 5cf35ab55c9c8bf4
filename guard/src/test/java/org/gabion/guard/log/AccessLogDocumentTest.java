package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.gabion.guard.ReferenceTable;
import org.junit.jupiter.api.Test;

final class AccessLogDocumentTest {
  @Test
  void fields_ofTheRenderer_areThoseOfThePage() {
    assertThat(
            ReferenceTable.rows("access-log.md").stream()
                .map(row -> row.get(0).replace("`", "") + " " + row.get(1)))
        .containsExactlyElementsOf(
            Arrays.stream(AccessField.values())
                .map(field -> field.field + " " + field.type.name().toLowerCase(Locale.ROOT))
                .toList());
  }
}
