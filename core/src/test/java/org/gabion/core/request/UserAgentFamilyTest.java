package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentFamilyTest {
  private static int of(String agent) {
    byte[] bytes = ("x" + agent + "y").getBytes(StandardCharsets.UTF_8);
    return UserAgentFamily.of(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHROME|126|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like"
            + " Gecko) Chrome/126.0.0.0 Safari/537.36",
        "CHROME|99|Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like"
            + " Gecko) Chrome/99.0.4844.88 Mobile Safari/537.36",
        "CHROME|120|Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1",
        "CHROME|95|Mozilla/5.0 (Linux; Android 11; SM-A515F; wv) AppleWebKit/537.36 (KHTML, like"
            + " Gecko) Version/4.0 Chrome/95.0.4638.74 Mobile Safari/537.36",
        "FIREFOX|127|Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
        "FIREFOX|119|Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) FxiOS/119.0 Mobile/15E148 Safari/605.1.15",
        "SAFARI|17|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML,"
            + " like Gecko) Version/17.4 Safari/605.1.15",
        "SAFARI|0|Mozilla/5.0 (Macintosh; U; PPC Mac OS X; en) AppleWebKit/125.2 (KHTML, like"
            + " Gecko) Safari/125.8",
        "EDGE|125|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/125.0.0.0 Safari/537.36 Edg/125.0.2535.67",
        "EDGE|18|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/70.0.3538.102 Safari/537.36 Edge/18.19042",
        "OPERA|110|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0",
        "OPERA|12|Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18",
        "SAMSUNG_INTERNET|24|Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36"
            + " (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36",
        "IE|8|Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
        "IE|11|Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "CURL|8|curl/8.5.0",
        "WGET|1|Wget/1.21.3",
        "PYTHON_REQUESTS|2|python-requests/2.31.0",
        "PYTHON_URLLIB|3|Python-urllib/3.11",
        "AIOHTTP|3|Python/3.10 aiohttp/3.8.4",
        "GO_HTTP_CLIENT|2|Go-http-client/2.0",
        "GO_HTTP_CLIENT|1|Go-http-client/1.1",
        "JAVA|17|Java/17.0.2",
        "JAVA|4|Apache-HttpClient/4.5.13 (Java/11.0.11)",
        "OKHTTP|4|okhttp/4.9.3",
        "LIBWWW|6|libwww-perl/6.67",
        "OTHER_TOOL|0|python-httpx/0.25.1",
        "OTHER_TOOL|1|axios/1.6.2",
        "HEADLESS|119|Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " HeadlessChrome/119.0.6045.105 Safari/537.36",
        "HEADLESS|2|Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko)"
            + " PhantomJS/2.1.1 Safari/538.1",
        "GOOGLEBOT|2|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "GOOGLEBOT|2|Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36"
            + " (KHTML, like Gecko) Chrome/125.0.6422.175 Mobile Safari/537.36 (compatible;"
            + " Googlebot/2.1; +http://www.google.com/bot.html)",
        "BINGBOT|2|Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0;"
            + " +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
        "YANDEXBOT|3|Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "BAIDUSPIDER|2|Mozilla/5.0 (compatible; Baiduspider/2.0;"
            + " +http://www.baidu.com/search/spider.html)",
        "DUCKDUCKBOT|1|DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)",
        "APPLEBOT|0|Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML,"
            + " like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1;"
            + " +http://www.apple.com/go/applebot)",
        "FACEBOOK|1|facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "TWITTERBOT|1|Twitterbot/1.0",
        "AHREFSBOT|7|Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "SEMRUSHBOT|7|Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
        "GPTBOT|1|Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0;"
            + " +https://openai.com/gptbot)",
        "CLAUDEBOT|1|Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0;"
            + " +claudebot@anthropic.com)",
        "LINK_PREVIEW|1|Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "LINK_PREVIEW|2|WhatsApp/2.23.20.0",
        "LINK_PREVIEW|0|TelegramBot (like TwitterBot)",
        "OTHER_CRAWLER|0|Mozilla/5.0 (compatible; DotBot/1.2;"
            + " +https://opensiteexplorer.org/dotbot)",
        "OTHER_CRAWLER|0|MyCrawler/3.2",
        "OTHER_CRAWLER|2|Scrapy/2.11.0 (+https://scrapy.org)",
        "FEEDLY|1|Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)",
        "FRESHRSS|1|FreshRSS/1.21.0 (Linux; https://freshrss.org)",
        "NEWSBLUR|0|NewsBlur Feed Fetcher - 34 subscribers - http://www.newsblur.com/site/1/x",
        "TINY_TINY_RSS|23|Tiny Tiny RSS/23.04 (https://tt-rss.org/)",
        "OTHER_FEED_READER|0|FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)",
        "OTHER_FEED_READER|0|SimplePie/1.5 (Feed Parser; http://simplepie.org; Allow like Gecko)",
        "UPTIMEROBOT|2|Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "PINGDOM|1|Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        "STATUSCAKE|0|Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/98.0 Safari/537.36 (StatusCake)",
        "NAGIOS|2|check_http/v2.3.3 (monitoring-plugins 2.3.3)",
        "KUBE_PROBE|1|kube-probe/1.27",
        "ELB_HEALTH_CHECKER|2|ELB-HealthChecker/2.0",
        "GOOGLE_HEALTH_CHECK|1|GoogleHC/1.0",
        "ZABBIX|6|Zabbix 6.0.21",
        "PROMETHEUS_BLACKBOX|0|Blackbox Exporter/0.24.0",
        "OTHER_MONITOR|0|Mozilla/5.0 (compatible; acme-monitor)",
        "OTHER_MONITOR|0|health check",
        "EMPTY|0|-",
        "EMPTY|0|''",
        "OTHER|0|Mozilla/5.0",
        "OTHER|0|something else entirely",
        "OTHER|0|x",
      })
  void of_realAgents_namesFamilyAndMajor(UserAgentFamily family, int major, String agent) {
    int packed = of(agent);
    assertThat(UserAgentFamily.family(packed)).as(agent).isEqualTo(family);
    if (family != UserAgentFamily.OTHER_CRAWLER && family != UserAgentFamily.PINGDOM) {
      assertThat(UserAgentFamily.major(packed)).as(agent).isEqualTo(major);
    }
    assertThat(of(agent.toUpperCase(Locale.ROOT))).isEqualTo(packed);
    assertThat(of(agent.toLowerCase(Locale.ROOT))).isEqualTo(packed);
  }

  @Test
  void of_longField_readsTheFirst512Bytes() {
    String filler = "x ".repeat(252);
    assertThat(UserAgentFamily.family(of(filler + "curl/8"))).isEqualTo(UserAgentFamily.CURL);
    assertThat(UserAgentFamily.family(of(filler + "    curl/8"))).isEqualTo(UserAgentFamily.OTHER);
    assertThat(UserAgentFamily.major(of("curl/99999999999999999999")))
        .isEqualTo(UserAgentFamily.MAX_MAJOR);
  }

  @Test
  void of_randomBytes_neverFailsAndStaysInRange() {
    SplittableRandom random = new SplittableRandom(4);
    String pieces = "chrome/ safari/ version/ opera msie rv: bot cubot opr/ /:-v 0123 ";
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt()
                : (byte) pieces.charAt(random.nextInt(pieces.length()));
      }
      int packed = UserAgentFamily.of(bytes, 0, bytes.length);
      assertThat(UserAgentFamily.family(packed)).isNotNull();
    }
  }

  @Test
  void agentClass_ofEachFamily_isAsDeclared() {
    assertThat(UserAgentFamily.CHROME.agentClass()).isEqualTo(UserAgentClass.BROWSER);
    assertThat(UserAgentFamily.family(of("-")).agentClass()).isEqualTo(UserAgentClass.EMPTY);
    for (UserAgentFamily family : UserAgentFamily.values()) {
      assertThat(UserAgentFamily.family(family.pack(5))).isEqualTo(family);
      // Each token alone is enough to name its family.
      for (String token : family.tokens()) {
        String text = token.replace("<", "").replace(">", "");
        assertThat(UserAgentFamily.family(of(text))).as(text).isEqualTo(family);
      }
    }
  }
}
