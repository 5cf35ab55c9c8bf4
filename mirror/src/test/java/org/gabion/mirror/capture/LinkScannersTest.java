package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkScannersTest {
  private static final SiteUrl PAGE = SiteUrl.parse("https://example.org/dir/page").orElseThrow();

  private static List<String> scan(BiConsumer<String, LinkSink> scanner, String text) {
    List<String> links = new ArrayList<>();
    scanner.accept(text, links::add);
    return links;
  }

  private static List<String> links(String type, String content) {
    List<String> links = new ArrayList<>();
    PageLinks.of(
        PAGE,
        type,
        type,
        content.getBytes(StandardCharsets.UTF_8),
        url -> links.add(url.toString().replace("https://example.org", "")));
    return links;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.png | a.png",
        "a.png 1x, b.png 2x | a.png b.png",
        "a.png,b.png | a.png,b.png",
        "a.png, b.png 2x | a.png b.png",
        "a,b.png 100w , c.png | a,b.png c.png",
        "a.png (x, y) 2x, b.png | a.png b.png",
        ",,a.png,, | a.png",
        "` ` | ``",
        "a.png 2x, data:image/png;base64,AA== 1x | a.png data:image/png;base64,AA==",
      })
  void srcset_asInTheStandard(String text, String wanted) {
    assertThat(String.join(" ", scan(SrcsetScanner::scan, text))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a { background: url(x.png) } | x.png",
        "url( 'x y.png' ) | x y.png",
        "URL(\"x.png\") | x.png",
        "url(a\\)b.png) | a)b.png",
        "url(\\61 b.png) | ab.png",
        "@import 'a.css'; @import \"b.css\" print; | a.css b.css",
        "@import url(a.css) layer(x); b { content: 'c.css' } | a.css",
        "/* url(no.png) */ url(x.png) /* open | x.png",
        "image-set('a.png' 1x, url(b.png) 2x, 'c.avif' type('image/avif')) | a.png b.png c.avif",
        "-webkit-image-set(url(a.png) 1x) ; x: 'b' | a.png",
        "@font-face { src: url(f.woff2) format('woff2') } | f.woff2",
        "content: 'url(no.png)' | ``",
        "my-url(no.png) | ``",
        "url( | ``",
        "url(x | x",
        "'open | ``",
      })
  void css_addressesOnly(String text, String wanted) {
    assertThat(String.join(" ", scan(CssScanner::scan, text))).isEqualTo(wanted);
  }

  @Test
  void manifest_iconsAndStart() {
    assertThat(
            scan(
                ManifestScanner::scan,
                "{\"name\": \"src\", \"start_url\" : \"/app\\u002f\", \"icons\": [{\"src\":"
                    + " \"a\\/b.png\", \"sizes\": \"1x1\"}], \"short_name\": \"url\"}"))
        .containsExactly("/app/", "a/b.png");
  }

  @Test
  void html_baseElement_changesAllLinks() {
    assertThat(links("text/html", "<base href=/other/><a href=x>x</a><img src=/y>"))
        .containsExactly("/other/x", "/y");
  }

  @Test
  void html_whatIsNoPage_isLeft() {
    assertThat(
            links(
                "text/html",
                "<link rel=preconnect href=/a><link rel=pingback href=/b><form method=post"
                    + " action=/c></form><a href='javascript:x()'>j</a><button formaction=/d>d"
                    + "</button><a href=/e>e</a>"))
        .containsExactly("/e");
  }

  @Test
  void html_formWithGet_leadsToItsPageOnly() {
    assertThat(links("text/html", "<form action='/find?a=b'><input name=q></form>"))
        .containsExactly("/find");
  }

  @Test
  void html_svgWithin_isRead() {
    assertThat(
            links(
                "text/html",
                "<svg><image href='/a.png'/><use xlink:href='/s.svg#i'/></svg>"
                    + "<noscript><img src=/n.png></noscript>"))
        .containsExactly("/a.png", "/s.svg", "/n.png");
  }

  @Test
  void html_otherCharset_isRead() {
    List<String> links = new ArrayList<>();
    PageLinks.of(
        PAGE,
        "text/html",
        "text/html; charset=ISO-8859-1",
        "<a href='/ä'>x</a>".getBytes(StandardCharsets.ISO_8859_1),
        url -> links.add(url.path()));
    assertThat(links).containsExactly("/ä");
  }

  @Test
  void atom_linksAndEnclosures() {
    assertThat(
            links(
                "application/atom+xml",
                "<feed><logo>/l.png</logo><entry><link href='/1'/><link rel=enclosure"
                    + " href='/1.mp3'/><title>/no</title></entry></feed>"))
        .containsExactly("/l.png", "/1", "/1.mp3");
  }

  @Test
  void svg_imagesStyleAndStyleSheet() {
    assertThat(
            links(
                "image/svg+xml",
                "<?xml version='1.0'?><?xml-stylesheet href='/s.css'?><svg><style>a {fill:"
                    + " url(/p.svg#x)}</style><image xlink:href='/i.png'/></svg>"))
        .containsExactly("/s.css", "/p.svg", "/i.png");
  }

  @Test
  void scanners_hostileText_endInTimeAndDoNotFail() {
    Random random = new Random(11);
    String[] parts = {
      "url(",
      "@import",
      "'",
      "\"",
      "\\",
      "/*",
      "*/",
      "(",
      ")",
      ",",
      " ",
      "image-set(",
      "a",
      "\n",
      "{",
      ":",
      "</",
      "<a href=",
      "<!--",
      "\ud83d",
      "srcset=",
      "<script>",
      "\0"
    };
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      scan(CssScanner::scan, text.toString());
      scan(SrcsetScanner::scan, text.toString());
      scan(ManifestScanner::scan, text.toString());
      links("text/html", text.toString());
      links("image/svg+xml", text.toString());
      SiteUrl.parse(text.toString());
    }
    for (String part : parts) {
      String many = part.repeat(200_000);
      scan(CssScanner::scan, many);
      scan(SrcsetScanner::scan, many);
      scan(ManifestScanner::scan, many);
    }
  }
}
