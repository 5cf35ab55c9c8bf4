package org.gabion.guard;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.config.Item;
import org.gabion.core.config.Section;
import org.gabion.guard.GuardConfig.Certificate;
import org.gabion.guard.GuardConfig.Listener;
import org.gabion.guard.GuardConfig.Site;
import org.gabion.guard.tls.PemKeyPair;

/// Reads `sites:`, or the one site that `origin:` stands for when there is no list.
final class SiteSettings {
  /// What belongs to a site, and stands in the guard's section when there is only one.
  private static final List<String> KEYS_OF_ONE_SITE =
      List.of(
          "origin",
          "origins",
          "origin-options",
          "certificates",
          "redirect-to-https",
          "max-request-body",
          "snapshot");

  private final Section guard;
  private final Path folder;
  private final List<Listener> listeners;

  SiteSettings(Section guard, Path folder, List<Listener> listeners) {
    this.guard = guard;
    this.folder = folder;
    this.listeners = listeners;
  }

  List<Site> read() {
    List<Section> sections =
        guard.sections(
            "sites",
            "",
            "[]",
            "Several web sites by host name, each with its own origins; without it, origin is the"
                + " one site.");
    return sections.isEmpty() ? oneSite() : several(sections);
  }

  private List<Site> oneSite() {
    Site site = site(guard, "default", List.of(), true, false);
    checkTls(List.of(site));
    return List.of(site);
  }

  private List<Site> several(List<Section> sections) {
    for (String key : KEYS_OF_ONE_SITE) {
      if (guard.has(key)) {
        guard.problem(key, "stands beside sites", "move it into the site that it is for");
      }
    }
    List<Site> sites = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (Section section : sections) {
      Site site = named(section, sites.size(), sections.size() == 1);
      checkNames(section, site, sites, owners);
      section.end();
      sites.add(site);
    }
    checkTls(sites);
    return List.copyOf(sites);
  }

  private Site named(Section section, int index, boolean alone) {
    String name =
        section.text("name", "site-" + (index + 1), "What logs and metrics call the site.");
    List<String> hosts = new ArrayList<>();
    for (Item item :
        section.items(
            "hosts",
            "host name",
            List.of(),
            "Host names of the site without port; *.example.org stands for one or more labels.")) {
      host(item).ifPresent(hosts::add);
    }
    boolean byDefault =
        section.flag(
            "default",
            false,
            "Whether hosts that no site names are served here; else they get 421.");
    boolean observeOnly =
        section.flag("observe-only", false, "Refuse nobody on this site; decide and log only.");
    if (hosts.isEmpty() && !section.has("hosts") && !byDefault && !alone) {
      section.problem(
          "hosts",
          "is missing, so that nothing would reach the site",
          "list its host names, or set default: true");
    }
    return site(section, name, hosts, byDefault || alone && hosts.isEmpty(), observeOnly);
  }

  private Site site(
      Section section, String name, List<String> hosts, boolean byDefault, boolean observeOnly) {
    GuardConfig.Origins origins = new OriginSettings(section, folder, listeners).read();
    List<Certificate> certificates = certificates(section);
    boolean redirect =
        section.flag(
            "redirect-to-https",
            false,
            "Answer requests without TLS by a redirect to the same page with TLS.");
    long maxBody =
        section.size(
            "max-request-body",
            4L << 30,
            0,
            1L << 40,
            "Largest request body; it is streamed, so that it costs no memory, and the origin has"
                + " its own limit.");
    Optional<Path> snapshot =
        section
            .file(
                "snapshot",
                "Folder with a signed copy of the site, from gabion mirror: readers get its pages,"
                    + " with their date, while the origin is down or has no room for them.")
            .map(folder::resolve);
    return new Site(
        name, hosts, byDefault, origins, certificates, redirect, maxBody, observeOnly, snapshot);
  }

  private List<Certificate> certificates(Section section) {
    List<Certificate> certificates = new ArrayList<>();
    for (Section pair :
        section.sections(
            "certificates",
            "",
            "[]",
            "Certificates as PEM files, read again when they change; of several, the first that"
                + " fits the name is used.")) {
      Optional<String> chain =
          pair.file(
              "chain", "File with the certificate and those that issued it, the site's first.");
      Optional<String> key = pair.file("key", "File with the private key, without password.");
      if (chain.isEmpty() || key.isEmpty()) {
        pair.problem("needs both chain and key", "name the two PEM files");
      } else {
        Certificate files = new Certificate(folder.resolve(chain.get()), folder.resolve(key.get()));
        check(pair, files);
        certificates.add(files);
      }
      pair.end();
    }
    return List.copyOf(certificates);
  }

  private static void check(Section pair, Certificate files) {
    switch (PemKeyPair.read(files)) {
      case PemKeyPair.Usable _ -> {
        // The guard reads the files again when it starts to use them.
      }
      case PemKeyPair.Unusable fault ->
          pair.problem(
              fault.file().equals(files.chain()) ? "chain" : "key",
              fault.file() + " " + fault.what(),
              fault.hint());
    }
  }

  private static Optional<String> host(Item item) {
    String host = item.text().toLowerCase(Locale.ROOT);
    String bare = host.startsWith("*.") ? host.substring(2) : host;
    if (bare.indexOf(':') >= 0) {
      item.problem(
          "'" + host + "' has a port or a scheme", "write the bare name, as www.example.org");
    } else if (bare.chars().anyMatch(c -> c > 127)) {
      item.problem(
          "'" + host + "' has letters outside ASCII",
          "write it as browsers send it, beginning with xn--");
    } else if (!isName(bare)) {
      item.problem(
          "'" + host + "' is no host name", "write it as www.example.org or *.example.org");
    } else {
      return Optional.of(host);
    }
    return Optional.empty();
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 253
        && !name.startsWith(".")
        && !name.endsWith(".")
        && !name.contains("..")
        && name.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= '0' && c <= '9'
                        || c == '.'
                        || c == '-'
                        || c == '_');
  }

  private static void checkNames(
      Section section, Site site, List<Site> before, Map<String, String> owners) {
    for (Site other : before) {
      if (other.name().equals(site.name())) {
        section.problem(
            "name",
            "'" + site.name() + "' is the name of another site too",
            "give each its own name");
      }
      if (other.byDefault() && site.byDefault()) {
        section.problem(
            "default",
            "is set for site " + other.name() + " already",
            "let one site be the default");
      }
    }
    for (String host : site.hosts()) {
      String owner = owners.putIfAbsent(host, site.name());
      if (owner != null) {
        section.problem(
            "hosts", host + " belongs to site " + owner + " already", "name each host once");
      }
    }
  }

  private void checkTls(List<Site> sites) {
    boolean tls = listeners.stream().anyMatch(Listener::tls);
    boolean certified = sites.stream().anyMatch(site -> !site.certificates().isEmpty());
    if (tls && !certified) {
      guard.problem(
          "listen",
          "wants TLS, but no site has certificates",
          "add certificates with chain and key");
    }
    if (!tls && certified) {
      guard.problem(
          "listen",
          "has no address with TLS, so that the certificates are not used",
          "add tls: true to one");
    }
  }
}
