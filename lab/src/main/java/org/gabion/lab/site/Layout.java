package org.gabion.lab.site;

import java.util.List;

/// The newsroom's pages as HTML. Everything a visitor sent is escaped.
final class Layout {
  static final String STYLE =
      """
      :root{--ink:#1d2730;--sea:#12324a;--paper:#fbf9f4;--line:#ddd6c6;--gold:#b57a12}
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Georgia,serif}
      a{color:var(--sea);text-decoration:none}a:hover{text-decoration:underline}
      header{background:var(--sea);color:#fff}
      header .in{display:flex;gap:1rem;align-items:center;max-width:64rem;margin:auto;padding:.8rem 1rem}
      header a{color:#fff;font-size:1.6rem;font-weight:bold}
      header form{margin-left:auto;display:flex;gap:.4rem}
      input,button{font:inherit;padding:.3rem .6rem;border:1px solid var(--line);border-radius:4px}
      main{max-width:64rem;margin:1.5rem auto;padding:0 1rem}
      .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:1.4rem}
      .card{background:#fff;border:1px solid var(--line);border-radius:6px;overflow:hidden}
      .card div{padding:.7rem 1rem 1rem}img{width:100%;display:block}
      header img{width:48px}
      .section{color:var(--gold);font:600 .8rem/1 system-ui,sans-serif;text-transform:uppercase}
      h1{font-size:2.2rem;line-height:1.2}h2{font-size:1.2rem;line-height:1.3;margin:.4rem 0}
      article{max-width:44rem;margin:auto}.lead{font-size:1.2rem;font-weight:bold}
      ul{padding-left:1.2rem}footer{border-top:1px solid var(--line);margin-top:3rem}
      footer p{max-width:64rem;margin:auto;padding:1rem;font-size:.85rem}
      """;
  static final String SCRIPT =
      """
      document.documentElement.classList.add('js');
      addEventListener('DOMContentLoaded',function(){
        var t=document.getElementById('loaded');
        if(t)t.textContent='This page was complete after '+Math.round(performance.now())+' ms.';
      });
      """;

  private Layout() {}

  static String front(List<Story> stories) {
    StringBuilder html = new StringBuilder(8192);
    html.append("<div class=\"grid\">\n");
    for (Story story : stories.subList(0, 6)) {
      html.append(
          """
          <section class="card"><a href="%s"><img src="%s" alt=""></a><div>
          <span class="section">%s</span><h2><a href="%s">%s</a></h2><p>%s</p></div></section>
          """
              .formatted(
                  story.path(),
                  story.image(),
                  story.section(),
                  story.path(),
                  story.headline(),
                  story.lead()));
    }
    html.append("</div>\n<h2>More from the harbour</h2>\n");
    return page("The Quayside Courier", html + list(stories.subList(6, stories.size())));
  }

  static String article(Story story, List<Story> next) {
    StringBuilder html = new StringBuilder(8192);
    html.append(
        """
        <article><span class="section">%s</span><h1>%s</h1><p class="lead">%s</p>
        <img src="%s" alt="">
        """
            .formatted(story.section(), story.headline(), story.lead(), story.image()));
    for (String paragraph : story.paragraphs()) {
      html.append("<p>").append(paragraph).append("</p>\n");
    }
    html.append("<h2>Read on</h2>\n").append(list(next)).append("</article>\n");
    return page(story.headline(), html.toString());
  }

  static String results(String words, List<Story> found) {
    String safe = escaped(words);
    String body =
        found.isEmpty()
            ? "<p>Nothing found. Try a single word, such as <em>harbour</em>.</p>\n"
            : list(found);
    return page("Search", "<h1>Search: %s</h1>\n%s".formatted(safe, body));
  }

  /// What the site says when all its workers are busy and the queue is full.
  static String busy() {
    return "<!doctype html><title>Busy</title><h1>The site is overloaded</h1>"
        + "<p>All workers are busy. This page comes from the sample site itself.</p>\n";
  }

  private static String list(List<Story> stories) {
    StringBuilder html = new StringBuilder("<ul>\n");
    for (Story story : stories) {
      html.append("<li><a href=\"%s\">%s</a></li>\n".formatted(story.path(), story.headline()));
    }
    return html.append("</ul>\n").toString();
  }

  private static String page(String title, String body) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>%s</title>
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <link rel="stylesheet" href="/assets/site.css"><script src="/assets/site.js"></script></head>
    <body><header><div class="in"><img src="/images/logo.svg" alt=""><a href="/">The Quayside Courier</a>
    <form action="/search"><input name="q" aria-label="Search"><button>Search</button></form></div></header>
    <main>
    %s</main>
    <footer><p>A made-up newspaper for trying Gabion. Nothing in it is true. <span id="loaded"></span></p></footer>
    </body></html>
    """
        .formatted(title, body);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
