package org.gabion.guard.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In the pages here `^` stands where the body begins.
class HtmlBodyTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());

  private static void assertFound(String marked) {
    int mark = marked.indexOf('^');
    byte[] html = marked.replace("^", "").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(HtmlBody.find(html)).as(marked).isEqualTo(mark);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html lang=en><head><title>t</title></head><body>^<p>x</body></html>",
        "<!doctype html>\n<HTML>\n<HEAD>\n</HEAD>\n<BODY CLASS='a'\n ID=b>^\nx",
        "<body data-x=\"a > b\" data-y='>' z=a>^b>",
        "<body>^",
        "<!doctype html><!-- <body> --><body>^",
        "<!doctype html><!--><body>^",
        "<head><script>document.write('<body>')</script><style>/*<body>*/</style></head><body>^",
        "<title></titlex><body></title><body>^",
        "<TITLE><body></TITLE ><BODY>^",
        "<head><noscript><link href=a></noscript><template><p>x</template></head><body>^",
        "<head><meta name=a content='<body>'><base href=/><link rel=x></head><body>^",
        "\u00ef\u00bb\u00bf<!doctype html><body>^",
        "<?xml version=\"1.0\"?><!doctype html><html xmlns=\"x\"><body>^",
      })
  void bodyTag_isFoundWhereABrowserSeesIt(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!doctype html><title>t</title>^<p>x",
        "<!doctype html><title>t</title>\n^plain text",
        "<!doctype html><html><head><meta charset=utf-8></head>^<main>",
        "^hello",
        "^",
        "<!doctype html>^<bodysuit>",
        "<!doctype html>^</html>",
        "<!doctype html><title>t</title>^<svg><title>not the page's</title></svg><body>",
      })
  void bodyTagLeftOut_beginsWithTheFirstThingOfTheBody(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!doctype html><title>t</title>^<script>var never = 'ends';",
        "<!doctype html>^<!-- never ends <body>",
        "<!doctype html>^<body class='never ends>",
        "<!doctype html><meta charset=utf-8>^<link rel=\"never",
        "^<!doctype",
        "<title>t</title>^<",
        "^<title>t</titl",
      })
  void pageCutWithinItsHead_isBetweenTwoParts(String marked) {
    assertFound(marked);
  }

  @Test
  void frameset_hasNoBody() {
    byte[] html = "<html><head></head><frameset cols='1,1'>".getBytes(StandardCharsets.US_ASCII);
    assertThat(HtmlBody.find(html)).isEqualTo(-1);
  }

  @Test
  void anyBytes_anOffsetWithinThem() {
    Random random = new Random(SEED);
    String[] parts = {
      "<body",
      "<head>",
      "<title>",
      "</title>",
      "<!--",
      "-->",
      "<!",
      ">",
      "'",
      "\"",
      "=",
      "a",
      " ",
      "<script>",
      "</script",
      "</",
      "<",
      "\u00e9",
      "<frameset",
      "<template>",
      "/",
      "\0"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder html = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        html.append(parts[random.nextInt(parts.length)]);
      }
      byte[] bytes = html.toString().getBytes(StandardCharsets.ISO_8859_1);
      assertThat(HtmlBody.find(bytes)).as("seed %d: %s", SEED, html).isBetween(-1, bytes.length);
    }
  }
}
