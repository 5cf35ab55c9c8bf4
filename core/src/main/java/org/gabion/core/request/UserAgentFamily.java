package org.gabion.core.request;

import java.util.List;

/// Which program a User-Agent field names. Who says more than one thing is what stands first here:
/// a crawler that calls itself Chrome too is a crawler, Edge is not Chrome.
///
/// Found without a regular expression, in one pass over at most {@value #MAX_BYTES} bytes, without
/// allocation. The packed form holds the family's ordinal in the upper half and the major version
/// in the lower.
///
/// A token in a family's list is found anywhere, in upper or lower case; `<` wants a token at the
/// start of a word, `>` at its end.
public enum UserAgentFamily {
  GOOGLEBOT(UserAgentClass.CRAWLER, "googlebot", "google-inspectiontool", "googleother"),
  BINGBOT(UserAgentClass.CRAWLER, "bingbot"),
  YANDEXBOT(UserAgentClass.CRAWLER, "yandexbot"),
  BAIDUSPIDER(UserAgentClass.CRAWLER, "baiduspider"),
  DUCKDUCKBOT(UserAgentClass.CRAWLER, "duckduckbot"),
  APPLEBOT(UserAgentClass.CRAWLER, "applebot"),
  LINK_PREVIEW(
      UserAgentClass.CRAWLER,
      "slackbot-linkexpanding",
      "slackbot",
      "discordbot",
      "telegrambot",
      "linkedinbot",
      "<whatsapp/",
      "skypeuripreview",
      "bingpreview",
      "pinterestbot",
      "embedly",
      "mastodon/",
      "link preview",
      "linkpreview"),
  FACEBOOK(UserAgentClass.CRAWLER, "facebookexternalhit", "facebot", "meta-externalagent"),
  TWITTERBOT(UserAgentClass.CRAWLER, "twitterbot"),
  AHREFSBOT(UserAgentClass.CRAWLER, "ahrefsbot"),
  SEMRUSHBOT(UserAgentClass.CRAWLER, "semrushbot"),
  GPTBOT(UserAgentClass.CRAWLER, "gptbot", "oai-searchbot", "chatgpt-user"),
  CLAUDEBOT(UserAgentClass.CRAWLER, "claudebot", "claude-web", "claude-user"),
  FEEDLY(UserAgentClass.FEED_READER, "feedly"),
  FRESHRSS(UserAgentClass.FEED_READER, "freshrss"),
  NEWSBLUR(UserAgentClass.FEED_READER, "newsblur"),
  TINY_TINY_RSS(UserAgentClass.FEED_READER, "tiny tiny rss", "<tt-rss"),
  UPTIMEROBOT(UserAgentClass.MONITOR, "uptimerobot"),
  PINGDOM(UserAgentClass.MONITOR, "pingdom"),
  STATUSCAKE(UserAgentClass.MONITOR, "statuscake"),
  NAGIOS(UserAgentClass.MONITOR, "check_http", "nagios"),
  KUBE_PROBE(UserAgentClass.MONITOR, "kube-probe"),
  ELB_HEALTH_CHECKER(UserAgentClass.MONITOR, "elb-healthchecker"),
  GOOGLE_HEALTH_CHECK(UserAgentClass.MONITOR, "<googlehc"),
  ZABBIX(UserAgentClass.MONITOR, "zabbix"),
  PROMETHEUS_BLACKBOX(UserAgentClass.MONITOR, "blackbox exporter", "blackbox-exporter"),
  OTHER_MONITOR(
      UserAgentClass.MONITOR, "monitor", "<health", "<uptime", "site24x7", "<updown.io", "haproxy"),
  OTHER_FEED_READER(
      UserAgentClass.FEED_READER, "feed", "<rss", "<atom>", "newsreader", "podcast", "inoreader"),
  OTHER_CRAWLER(
      UserAgentClass.CRAWLER, "bot>", "bots>", "crawl", "spider", "archiver", "<scrapy", "slurp"),
  HEADLESS(UserAgentClass.TOOL, "headlesschrome", "phantomjs", "headlessshell", "puppeteer"),
  CURL(UserAgentClass.TOOL, "<curl/"),
  WGET(UserAgentClass.TOOL, "<wget"),
  PYTHON_REQUESTS(UserAgentClass.TOOL, "python-requests"),
  PYTHON_URLLIB(UserAgentClass.TOOL, "python-urllib"),
  AIOHTTP(UserAgentClass.TOOL, "aiohttp"),
  GO_HTTP_CLIENT(UserAgentClass.TOOL, "go-http-client", "go http package"),
  JAVA(UserAgentClass.TOOL, "<java/", "java-http-client", "apache-httpclient"),
  OKHTTP(UserAgentClass.TOOL, "okhttp"),
  LIBWWW(UserAgentClass.TOOL, "libwww-perl", "libwww"),
  OTHER_TOOL(
      UserAgentClass.TOOL,
      "python-httpx",
      "axios/",
      "node-fetch",
      "guzzlehttp",
      "postmanruntime",
      "powershell",
      "<python/",
      "<php/",
      "<ruby",
      "<perl",
      "masscan",
      "zgrab",
      "nikto",
      "sqlmap"),
  EDGE(UserAgentClass.BROWSER, "<edg/", "<edge/", "<edga/", "<edgios/"),
  OPERA(UserAgentClass.BROWSER, "<opr/", "<opios/", "<opt/", "<opera"),
  SAMSUNG_INTERNET(UserAgentClass.BROWSER, "samsungbrowser"),
  CHROME(UserAgentClass.BROWSER, "<chrome/", "<crios/", "<chromium/"),
  FIREFOX(UserAgentClass.BROWSER, "<firefox/", "<fxios/", "<focus/"),
  IE(UserAgentClass.BROWSER, "<msie", "<trident/"),
  SAFARI(UserAgentClass.BROWSER, "<safari/"),
  EMPTY(UserAgentClass.EMPTY),
  OTHER(UserAgentClass.OTHER);

  /// How much of the field is read.
  public static final int MAX_BYTES = 512;

  /// The largest major version told apart.
  public static final int MAX_MAJOR = 0xffff;

  private static final List<UserAgentFamily> ALL = List.of(values());

  private final UserAgentClass agentClass;
  private final List<String> tokens;

  UserAgentFamily(UserAgentClass agentClass, String... tokens) {
    this.agentClass = agentClass;
    this.tokens = List.of(tokens);
  }

  /// Reads the field `b[from, to)`, packed.
  public static int of(byte[] b, int from, int to) {
    return UserAgentScanner.scan(b, from, to);
  }

  /// The family of a packed value.
  public static UserAgentFamily family(int packed) {
    return ALL.get(packed >>> 16);
  }

  /// The major version of a packed value; 0 if none was named.
  public static int major(int packed) {
    return packed & MAX_MAJOR;
  }

  int pack(int major) {
    return ordinal() << 16 | major;
  }

  /// What kind of program it is.
  public UserAgentClass agentClass() {
    return agentClass;
  }

  /// What names it, in lower case: see the class on `<` and `>`.
  public List<String> tokens() {
    return tokens;
  }
}
