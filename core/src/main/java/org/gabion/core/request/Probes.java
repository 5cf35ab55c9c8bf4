package org.gabion.core.request;

/// Paths that nobody asks for who reads a site: configuration files, repositories, shells, other
/// people's administration pages. Stateless.
final class Probes {
  private static final int MAX = 256;

  private static final WordSearch WORDS =
      new WordSearch(
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

  static boolean isProbe(byte[] b, int from, int to) {
    return WORDS.find(b, from, Math.min(to, from + MAX)) >= 0;
  }
}
