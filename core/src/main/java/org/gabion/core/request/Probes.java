package org.gabion.core.request;

import java.nio.charset.StandardCharsets;

/// Paths that nobody asks for who reads a site: configuration files, repositories, shells, other
/// people's administration pages. Stateless.
final class Probes {
  private static final int MAX = 256;

  private static final byte[][] WORDS =
      words(
          "/.env",
          "/.git",
          "/.aws",
          "/.svn",
          "/.ssh",
          "/.ds_store",
          "/.htaccess",
          "/.htpasswd",
          "/wp-",
          "/wordpress",
          "/phpmyadmin",
          "/pma/",
          "/adminer",
          "/cgi-bin/",
          "/vendor/",
          "/phpunit",
          "/phpinfo",
          "/server-status",
          "/actuator",
          "/solr/",
          "/jenkins",
          "/manager/",
          "/boaform",
          "/hnap1",
          "/setup.cgi",
          "/shell",
          "/config.",
          "/backup",
          "/dump",
          "/etc/passwd",
          "../",
          "..%2f",
          "%2e%2e",
          "union+select",
          "union%20select",
          "<script",
          "%3cscript",
          "/owa/",
          "/ecp/",
          "/autodiscover",
          "/xmlrpc.php",
          "/debug",
          "/console",
          "/.vscode",
          ".sql",
          ".bak",
          ".old",
          ".swp",
          "/eval-stdin",
          "/administrator",
          "/admin.php",
          "/joomla",
          "/drupal",
          "/magento",
          "/struts",
          "/axis2",
          "/telescope");

  private Probes() {}

  private static byte[][] words(String... texts) {
    byte[][] words = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      words[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
    }
    return words;
  }

  static boolean isProbe(byte[] b, int from, int to) {
    int end = Math.min(to, from + MAX);
    for (int i = from; i < end; i++) {
      byte c = b[i];
      // Every word begins with one of these, and few characters of a usual path do.
      if ((c == '/' || c == '.' || c == '%' || c == '<' || c == 'u' || c == 'U')
          && wordAt(b, i, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean wordAt(byte[] b, int at, int end) {
    for (byte[] word : WORDS) {
      if (word.length <= end - at) {
        int n = 0;
        while (n < word.length && lower(b[at + n]) == word[n]) {
          n++;
        }
        if (n == word.length) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
  }
}
