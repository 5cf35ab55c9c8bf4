package org.gabion.analyze.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gabion.analyze.report.Analysis.PasteRule;

/// Writes rules into a folder: one file for each, and a README.txt that says what to paste where.
/// Stateless.
public final class RulesWriter {
  private static final String HEAD =
      """
      What to paste where
      ===================

      Each file holds one rule against one incident, made from your own log and replayed on it
      before it was written: its first lines say what it would have turned away, and whom else.
      Read them, paste the rule, check the configuration, reload, and look at your log.
      A rule is for an attack that goes on. Take it out when it has expired.

        *-nginx.conf       part 1 into http { }, part 2 into server { } of the site;
                           then: nginx -t && nginx -s reload
        *-haproxy.conf     into the frontend of the site, above its other rules;
                           then: haproxy -c -f /etc/haproxy/haproxy.cfg, and reload
        *-apache.conf      into <VirtualHost> of the site;
                           then: apachectl configtest && apachectl graceful
        *-nftables.conf    not pasted: nft -f FILE; every address is forgotten after ten minutes,
                           so load it again while the attack lasts
        *-cloudflare.conf  the line without # as the expression of a custom rule, action Block

      If there is a proxy or a CDN before your server, its addresses must be resolved to those of
      the visitors (nginx: real_ip_header; Apache: mod_remoteip) before a rule by address helps.

      """;

  private RulesWriter() {}

  /// Writes all rules.
  ///
  /// @param folder made if it is not there; files of the same names are replaced
  public static void write(Path folder, List<IncidentRules> incidents) throws IOException {
    Files.createDirectories(folder);
    StringBuilder readme = new StringBuilder(HEAD);
    for (IncidentRules incident : incidents) {
      readme.append("Incident ").append(safe(incident.incident())).append('\n');
      for (PasteRule rule : incident.rules()) {
        String name = safe(incident.incident()) + "-" + safe(rule.target()) + ".conf";
        Files.writeString(folder.resolve(name), rule.text());
        readme.append(
            "  %s: turns away %s of it, and %,d requests of others; %s%n"
                .formatted(
                    name, Figures.share(rule.removes()), rule.innocentsHit(), rule.checked()));
      }
      incident.withheld().forEach(reason -> readme.append("  ").append(reason).append('\n'));
      readme.append('\n');
    }
    if (incidents.isEmpty()) {
      readme.append("No attack was found: there is nothing to paste.\n");
    }
    Files.writeString(folder.resolve("README.txt"), readme);
  }

  private static String safe(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain.substring(0, Math.min(plain.length(), 60));
  }
}
