package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageAddressTest {
  @ParameterizedTest
  @CsvSource({
    "x.html, Page[origin=;path=/a/x.html;query=;fragment=]",
    "../../x?q=1#f, Page[origin=;path=/x;query=q=1;fragment=#f]",
    "./, Page[origin=;path=/a/;query=;fragment=]",
    "?q, Page[origin=;path=/a/b;query=q;fragment=]",
    "' \t/x\n y', Page[origin=;path=/x y;query=;fragment=]",
    "#f, SamePage[fragment=#f]",
    "HTTPS://Example.org:443/x, Page[origin=;path=/x;query=;fragment=]",
    "http:\\\\example.org\\x, Page[origin=;path=/x;query=;fragment=]",
    "//user@cdn.example/x, Page[origin=https://cdn.example;path=/x;query=;fragment=]",
    "\\\\cdn.example/x, Page[origin=https://cdn.example;path=/x;query=;fragment=]",
    "https://example.org.evil/x, Page[origin=https://example.org.evil;path=/x;query=;fragment=]",
    "%2e%2e/x, Page[origin=;path=/x;query=;fragment=]",
    "java\tscript:alert(1), Unusable[]",
    "' \u0001javascript:alert(1)', Unusable[]",
    "vbscript:x, Unusable[]",
    "https://exa mple/x, Unusable[]",
    "mailto:a@b, Contact[url=mailto:a@b]",
    "'data:text/html,x', 'Data[url=data:text/html,x]'"
  })
  void resolve_asABrowserWould_namesThePlace(String reference, String wanted) {
    PageAddress base = new PageAddress("", "/a/b");

    assertThat(base.resolve(reference, Set.of("example.org")).toString().replace(", ", ";"))
        .isEqualTo(wanted.replace(", ", ";"));
  }
}
