package org.gabion.mirror.rendition;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.publish.WrittenEdition;

/// A small site with many forms of links, and with what must not come through.
final class LinkSite {
  static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
                  + "rkJggg==");

  private LinkSite() {}

  /// @param tracker the address of a host that must never be asked, with `/` at its end
  static WrittenEdition of(MirrorRig rig, String tracker) throws IOException {
    WrittenEdition site = new WrittenEdition(rig);
    site.html("/", home(tracker));
    site.html(
        "/news/",
        "<!doctype html><title>News</title><base href='/deep/er/'><p>News"
            + " <a id=up href='../../about'>about</a> <img id=b src='../../img/Pixel.PNG'>");
    site.html(
        "/about",
        "<!doctype html><title>About</title><h1 id=here>About us</h1>"
            + "<a id=home href=./>home</a>");
    site.html("/About", "<title>Other</title><p>capital");
    site.html("/list?page=2", "<title>List 2</title><p>second list");
    site.html("/frames", "<title>F</title><frameset><frame src=/about name=left></frameset>");
    site.html("/leads-on", "<title>L</title><meta http-equiv=refresh content='0;URL=\"/about\"'>");
    site.redirect("/old", "/about");
    site.redirect("/loop", "/loop");
    site.redirect("/away", tracker + "away");
    site.page(
        "/latin",
        200,
        "text/html",
        latin("<title>Latin</title><p id=t>M\u00fcnchen \u20ac", "windows-1252"));
    site.page(
        "/latin-header",
        200,
        "text/html; charset=ISO-8859-1",
        latin("<title>Latin</title><meta charset=utf-8><p id=t>M\u00fcnchen", "ISO-8859-1"));
    site.page(
        "/utf16",
        200,
        "text/html",
        latin("\ufeff<title>Wide</title><p id=t>M\u00fcnchen \u65e5\u672c", "UTF-16LE"));
    site.page(
        "/strict",
        200,
        "application/xhtml+xml",
        utf8(
            "<?xml version='1.0'?><html"
                + " xmlns='http://www.w3.org/1999/xhtml'><head><title>S</title><script"
                + " src='x.js'/></head><body><div id='e'/><p id='t'>after</p></body></html>"));
    site.page("/feed.xml", 200, "application/rss+xml", utf8("<rss><x>M\u00fcnchen</x></rss>"));
    site.text(
        "/css/site.css",
        "text/css",
        "@import 'more.css'; @import url("
            + tracker
            + "t.css);"
            + " #bg{background:url(../img/Pixel.PNG)} #out{background:url("
            + tracker
            + "bg.png)}");
    site.text("/css/more.css", "text/css", "h1{color:rgb(1, 2, 3)}");
    site.text("/app.js", "text/javascript", "document.title = 'script ran'");
    site.page("/img/Pixel.PNG", 200, "image/png", PIXEL);
    site.page("/img/other.png", 200, "image/png", PIXEL);
    site.text("/img/draw.svg", "image/svg+xml", drawing(tracker));
    site.page("/files/report", 200, "application/pdf", utf8("%PDF-1.4"));
    site.html("/big", "<title>Big</title>" + "<p>much text</p>".repeat(600_000));
    site.page("/.gabion-not-found", 404, "text/html", utf8(notFound()));
    return site;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin(String text, String charset) {
    return text.getBytes(Charset.forName(charset));
  }

  private static String drawing(String tracker) {
    return """
    <?xml version="1.0"?><?xml-stylesheet href="%1$sx.xsl"?>
    <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "%1$ssvg11.dtd">
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
      xmlns:h="http://www.w3.org/1999/xhtml" width="40" height="20" onload="alert(1)">
    <style>rect { fill: url(%1$sf.svg) } .ok { fill: url(#g) }</style>
    <script>window.ran = 1; fetch("%1$ssvg")</script><h:script>window.ran = 1</h:script>
    <foreignObject><h:iframe src="%1$sframe"/></foreignObject>
    <image xlink:href="%1$si.png" width="1" height="1"/>
    <image xlink:href="Pixel.PNG" width="1" height="1"/>
    <a href="javascript:alert(1)"><text id="t" x="1" y="9">drawn</text></a>
    <a><set attributeName="href" to="javascript:alert(1)"/><text>b</text></a>
    </svg>
    """
        .formatted(tracker);
  }

  private static String notFound() {
    return """
    <!doctype html><title>No</title><link rel=stylesheet href=/css/site.css>
    <link rel=stylesheet media=print href=/css/more.css><link rel=icon href=/img/other.png>
    <h1>Nothing here</h1><div id=bg>b</div><img id=img src=img/Pixel.PNG srcset="img/other.png 2x">
    <img id=svg src=/img/draw.svg alt=drawing><a id=home href=/?x=1#top>home</a>
    <a id=about href=about>about</a><a id=missing href=/archive/>archive</a>
    <iframe src=/about title=frame></iframe>
    """;
  }

  private static String home(String tracker) {
    return """
    <!doctype html><html lang="de"><head><title>Die Zeitung &amp; mehr</title>
    <meta name="csrf-token" content="SECRETTOKEN"><meta property="og:image" content="%1$sog.png">
    <meta http-equiv="Content-Security-Policy" content="img-src %1$s">
    <meta name="description" content="kept">
    <link rel="preconnect" href="%1$s"><link rel="dns-prefetch" href="%1$s">
    <link rel="prefetch" href="%1$sp"><link rel="preload" as="image" href="%1$spre.png">
    <link rel="stylesheet" href="/css/site.css?v=3"><link rel="stylesheet" href="%1$sout.css">
    <link rel="manifest" href="/app.webmanifest"><link rel=icon href=img/other.png>
    <script src="/app.js"></script><script>document.title = 'inline ran'</script>
    <style>#st { background: url('img/Pixel.PNG') } #st2 { background: url(%1$sst.png) }</style>
    </head><body onload="document.title = 'handler ran'">
    <noscript><p id="noscript">for readers without scripts</p></noscript>
    <h1>Willkommen</h1>
    <a id="about" href="/about#here">about</a> <a id="capital" href="/About">About</a>
    <a id="same" href="#bottom">bottom</a> <a id="old" href="old">old</a>
    <a id="list" href="/list?utm_source=x&amp;page=2">list</a>
    <a id="missing" href="/archive/2019?x=1#y">archive</a>
    <a id="elsewhere" href="%1$selsewhere" ping="%1$sping" target="_blank">friends</a>
    <a id="mail" href="mailto:a@example.org">mail</a>
    <a id="js" href=" java&#10;script:document.title='link ran'">js</a>
    <a id="data" href="data:text/html,<script>1</script>">data</a>
    <a id="feed" href="feed.xml">feed</a> <a id="script" href="app.js">source</a>
    <a id="pdf" href="files/report">report</a> <a id="absolute" href="https://zeitung.example/news/">n</a>
    <a id="big" href="/big">big</a>
    <img id="img" src="img/Pixel.PNG" alt="a"><img id="set" srcset="img/other.png 1x, %1$ss.png 2x">
    <img id="late" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/img/other.png" alt="">
    <img id="gone" src="/img/none.png" alt="a map"><img src="%1$sbug.gif" width="1" alt="">
    <img id="svg" src="/img/draw.svg" alt="drawing">
    <picture><source srcset="%1$spic.webp"><img id="pic" src="img/other.png" alt="p"></picture>
    <video id="video" poster="/img/other.png" autoplay><source src="%1$sv.mp4"></video>
    <iframe src="%1$sframe" title="chat"></iframe><iframe id="inner" src="/about"></iframe>
    <iframe srcdoc="<script>parent.document.title='srcdoc ran'</script>"></iframe>
    <object data="%1$so.swf"></object><embed src="%1$se.swf">
    <div id="bg" style="background: url(&quot;img/Pixel.PNG&quot;)"></div>
    <div style="background:u\\72l(%1$sinline.png)"></div><table background="%1$st.png"></table>
    <svg><use href="%1$suse.svg#a"/><image href="img/Pixel.PNG"/><script>document.title='svg ran'</script>
    <a href="javascript:1"><text y="9">t</text></a></svg>
    <form id="post" method="POST" action="/comment"><input type="hidden" name="csrf" value="SECRETTOKEN">
    <input id="said" name="said"><button formaction="%1$sb">Send</button></form>
    <form id="get" action="/search"><input name="q"><button>Search</button></form>
    <!-- %1$scomment --><template><img src="%1$stemplate.png"></template>
    <p id="bottom">unten</p></body></html>
    """
        .formatted(tracker);
  }
}
