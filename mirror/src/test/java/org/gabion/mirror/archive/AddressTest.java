package org.gabion.mirror.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The forms by which an index is searched.
final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://www.example.org/, 'org,example)/'",
    "http://Example.ORG, 'org,example)/'",
    "https://www2.a.example.org/A/b.HTML, 'org,example,a)/a/b.html'",
    "http://example.org:8080/x, 'org,example:8080)/x'",
    "https://example.org:443/x, 'org,example)/x'",
    "https://example.org/x?b=2&a=3&b=1, 'org,example)/x?a=3&b=2&b=1'",
    "https://example.org/%C3%A4?q=%20, 'org,example)/%c3%a4?q=%20'"
  })
  void surt_ofAnAddress_isItsSortFriendlyForm(URI url, String surt) {
    assertThat(Address.surt(url)).isEqualTo(surt);
  }
}
