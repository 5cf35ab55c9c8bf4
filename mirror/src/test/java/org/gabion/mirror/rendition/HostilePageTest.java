package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.Chromium;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.publish.WrittenEdition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pages as somebody with ill will could have put them onto the site. Opened in a real browser
/// whose policy is switched off, so that what the rewriting lets through would run.
final class HostilePageTest {
  private static final List<String> PAGES =
      List.of(
          "<script>xss()</script>",
          "<ScRiPt/x>xss()</ScRiPt >",
          "<img src=x onerror=xss()>",
          "<img src=x oNeRrOr=xss()//",
          "<svg onload=xss()>",
          "<svg><script>xss()</script>",
          "<svg><style><img src=x onerror=xss()></style>",
          "<svg><title><style><img src=x onerror=xss()></style></title></svg>",
          "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1"
              + " onerror=xss()&gt;\">",
          "<form><math><mtext></form><form><mglyph><style></math><img src onerror=xss()>",
          "<noscript><p title=\"</noscript><img src=x onerror=xss()>\">",
          "<noembed><p title=\"</noembed><img src=x onerror=xss()>\">",
          "<xmp><p title=\"</xmp><img src=x onerror=xss()>\">",
          "<textarea><p title=\"</textarea><img src=x onerror=xss()>\">",
          "<title><p title=\"</title><img src=x onerror=xss()>\">",
          "<iframe><p title=\"</iframe><img src=x onerror=xss()>\">",
          "<iframe srcdoc='<script>parent.xss()</script>'></iframe>",
          "<iframe src=\"javascript:parent.xss()\"></iframe>",
          "<object data=\"javascript:xss()\"></object>",
          "<object data=\"data:text/html,<script>opener.xss()</script>\"></object>",
          "<embed src=\"javascript:xss()\">",
          "<meta http-equiv=refresh content=\"0;url=javascript:xss()\">",
          "<meta http-equiv=refresh content=\"0;url=data:text/html,<script>xss()</script>\">",
          "<a id=go href=\"javascript:xss()\">x</a>",
          "<a id=go href=\"  java&#x0A;script&colon;xss()\">x</a>",
          "<a id=go href=\"&#1;javascript:xss()\">x</a>",
          "<svg><a id=go xlink:href=\"javascript:xss()\"><text y=20>x</text></a></svg>",
          "<svg><a id=go><set attributeName=href to=javascript:xss()></set><text"
              + " y=20>x</text></a></svg>",
          "<svg><a id=go><animate attributeName=href values=javascript:xss()></animate>"
              + "<text y=20>x</text></a></svg>",
          "<math><a id=go href=javascript:xss()>x</a></math>",
          "<math id=go href=\"javascript:xss()\">x</math>",
          "<form action=javascript:xss()><button id=go>x</button></form>",
          "<form id=f></form><button id=go form=f formaction=javascript:xss()>x</button>",
          "<input id=go type=submit formaction=javascript:xss() form=none>",
          "<details open ontoggle=xss()>x",
          "<video><source onerror=xss() src=x></video>",
          "<body onload=xss()>",
          "<style>@import 'javascript:xss()'; x{}</style>",
          "<style>a{}</style<img src=x onerror=xss()>",
          "<style>a{b:url(\"</style><img src=x onerror=xss()>\")}",
          "<div style=\"background:url(javascript:xss())\">",
          "<!--><img src=x onerror=xss()>-->",
          "<!-- --!><img src=x onerror=xss()> -->",
          "<template><img src=x onerror=xss()></template>",
          "<div><template shadowrootmode=open><img src=x onerror=xss()></template></div>",
          "<base href=\"javascript:/a/../\"><a id=go href=\"#x';xss()//\">x</a>",
          "<?xml-stylesheet href='x'?><![CDATA[<img src=x onerror=xss()>]]>",
          "<select><style></select><img src=x onerror=xss()></style>",
          "<table background=\"javascript:xss()\"><td><svg><desc><img src=x onerror=xss()>",
          "<plaintext><img src=x onerror=xss()>",
          "<frameset onload=xss()><frame src=javascript:parent.xss()></frameset>",
          "<link rel=stylesheet href='javascript:xss()'><link rel=import href='data:text/html,x'>");

  @TempDir Path temp;

  @Test
  void page_anyHostileOne_runsNothingEvenWithoutThePolicy() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    WrittenEdition site = new WrittenEdition(rig);
    for (int i = 0; i < PAGES.size(); i++) {
      site.html("/p" + i, PAGES.get(i));
    }
    Path shown = Files.createDirectories(temp.resolve("shown"));
    new Rendition(site.write(1, MirrorRig.START), RenditionRules.of("https://site.example"))
        .render(new FolderSink(shown));
    try (Chromium browser = new Chromium(Files.createDirectory(temp.resolve("profile")))) {
      browser.call("Page.setBypassCSP", Map.of("enabled", true));
      browser.call(
          "Page.addScriptToEvaluateOnNewDocument",
          Map.of("source", "window.ran = 0; window.xss = () => { window.ran = 1; }"));
      for (int i = 0; i < PAGES.size(); i++) {
        Path file = shown.resolve(FileNames.of(RouteKey.parse("/p" + i).orElseThrow(), ".html"));
        browser.open(file.toUri());
        // Two frames of pictures, so that what was started has run.
        int ran =
            browser
                .value(
                    "new Promise(done => { const e = document.querySelector('#go'); if (e) {"
                        + " e.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable:"
                        + " true})); } requestAnimationFrame(() => requestAnimationFrame(() =>"
                        + " setTimeout(() => done(window.ran), 20))); })")
                .asInt();
        assertThat(ran).as("%s%nbecame%n%s", PAGES.get(i), Files.readString(file)).isZero();
        assertThat(browser.value("document.querySelectorAll('#gabion-banner').length").asInt())
            .as(PAGES.get(i))
            .isEqualTo(1);
      }
    }
  }

  @Test
  void harness_withoutRewriting_seesWhatRuns() throws Exception {
    Path page = Files.writeString(temp.resolve("x.html"), "<img src=x onerror=xss()>");
    try (Chromium browser = new Chromium(Files.createDirectory(temp.resolve("profile")))) {
      browser.call(
          "Page.addScriptToEvaluateOnNewDocument",
          Map.of("source", "window.ran = 0; window.xss = () => { window.ran = 1; }"));
      browser.open(page.toUri());

      browser.until("window.ran === 1");
    }
  }
}
