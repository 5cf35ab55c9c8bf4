package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.JsonWriter;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.ClientKey;

/// The incidents as a bundle of STIX 2.1 (OASIS standard, 10 June 2021): for each that is not
/// benign a report, the addresses observed, and for attacks an indicator; floods that are attacks
/// name ATT&CK's technique T1499.002.
///
/// An incident is written as a report: the published schema of bundles does not list STIX's own
/// incident, which is a stub of a name and a description, and so refuses every bundle that has one.
/// The same evidence written at the same time has the same ids: addresses' ids are those that
/// section 2.9 prescribes, all others come from the key, the time and the place in the bundle.
/// Sources are addresses and nothing else. With pseudonyms there are neither addresses nor
/// indicators: a program that blocks what an indicator names would block strangers. Not thread
/// safe.
final class StixBundle {
  private static final UUID OBSERVABLES = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");
  private static final UUID OWN = UUID.fromString("5d0c6b0e-3f1c-4b55-9c1e-7c1f9a4e2b60");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long MOST_OBSERVED = 999_999_999;
  private static final int MOST_IN_PATTERN = 1_000;
  private static final int DAYS_VALID = 7;

  private final Analysis analysis;
  private final Sources sources;
  private final EvidenceOptions options;
  private final String identity;
  private final String technique;

  StixBundle(Analysis analysis, Sources sources, EvidenceOptions options) {
    this.analysis = analysis;
    this.sources = sources;
    this.options = options;
    this.identity = id("identity", "operator");
    this.technique = id("attack-pattern", "T1499.002");
  }

  void write(Appendable out) throws IOException {
    JsonWriter json = new JsonWriter(out);
    json.open().field("type", "bundle").field("id", id("bundle", "")).openArray("objects");
    operator(json);
    if (analysis.incidents().stream().anyMatch(StixBundle::isServiceFlood)) {
      technique(json);
    }
    Set<ClientKey> told = new LinkedHashSet<>();
    Set<String> shown = new LinkedHashSet<>();
    for (int i = 0; i < analysis.incidents().size(); i++) {
      Analysis.Incident incident = analysis.incidents().get(i);
      if (incident.verdict() != Judgement.BENIGN) {
        shown.add(incident.id());
        List<ClientKey> addresses =
            options.pseudonyms().isEmpty() ? sources.of(i) : List.<ClientKey>of();
        incident(json, incident, addresses, told);
      }
    }
    links(json, shown);
    json.closeArray().close().finish();
  }

  private void operator(JsonWriter json) throws IOException {
    json.open()
        .field("type", "identity")
        .field("spec_version", "2.1")
        .field("id", identity)
        .field("created", time(options.now()))
        .field("modified", time(options.now()))
        .field("name", options.organisation().orElse("Gabion"))
        .field("identity_class", options.organisation().isPresent() ? "organization" : "system")
        .close();
  }

  private void technique(JsonWriter json) throws IOException {
    open(json, "attack-pattern", technique).field("name", "Service Exhaustion Flood");
    json.openArray("external_references")
        .open()
        .field("source_name", "mitre-attack")
        .field("external_id", "T1499.002")
        .field("url", "https://attack.mitre.org/techniques/T1499/002/")
        .close()
        .closeArray()
        .close();
  }

  /// Floods of requests only: who tries passwords is after accounts, which is another technique,
  /// even if the site suffers.
  private static boolean isServiceFlood(Analysis.Incident incident) {
    return incident.verdict() == Judgement.ATTACK && incident.kind() == Kind.FLOOD;
  }

  private void incident(
      JsonWriter json, Analysis.Incident incident, List<ClientKey> addresses, Set<ClientKey> told)
      throws IOException {
    // A report must refer to something; whom it befell is always known.
    List<String> about = new ArrayList<>(List.of(identity));
    if (isServiceFlood(incident)) {
      about.add(technique);
    }
    if (!addresses.isEmpty()) {
      observation(json, incident, addresses, told, about);
    }
    open(json, "report", id("report", incident.id()))
        .field("name", incident.kind().word() + " " + incident.id() + " " + incident.start())
        .field("description", description(incident))
        .texts("report_types", List.of("observed-data"))
        .field("published", time(options.now()))
        .texts("object_refs", about)
        .close();
  }

  private void observation(
      JsonWriter json,
      Analysis.Incident incident,
      List<ClientKey> addresses,
      Set<ClientKey> told,
      List<String> about)
      throws IOException {
    for (ClientKey address : addresses) {
      if (told.add(address)) {
        address(json, address);
      }
    }
    String observed = id("observed-data", incident.id());
    open(json, "observed-data", observed)
        .field("first_observed", time(incident.start()))
        .field("last_observed", time(incident.end()))
        .field("number_observed", Math.clamp(incident.requests(), 1, MOST_OBSERVED))
        .texts("object_refs", addresses.stream().map(StixBundle::id).toList())
        .close();
    about.add(observed);
    if (incident.verdict() == Judgement.ATTACK) {
      String indicator = id("indicator", incident.id());
      indicator(json, incident, indicator, addresses);
      about.add(indicator);
      relation(json, "based-on", indicator, observed);
      if (isServiceFlood(incident)) {
        relation(json, "indicates", indicator, technique);
      }
    }
  }

  private static String description(Analysis.Incident incident) {
    return incident.requests()
        + " requests from "
        + incident.clients()
        + " clients between "
        + incident.start()
        + " and "
        + incident.end()
        + ". Verdict: "
        + incident.verdict().word()
        + ". Signature: "
        + (incident.signatureText().isEmpty() ? "none" : incident.signatureText())
        + ".";
  }

  private void indicator(
      JsonWriter json, Analysis.Incident incident, String id, List<ClientKey> addresses)
      throws IOException {
    List<ClientKey> first = addresses.subList(0, Math.min(MOST_IN_PATTERN, addresses.size()));
    open(json, "indicator", id)
        .field("name", "Sources of " + incident.kind().word() + " " + incident.id())
        .field(
            "description",
            first.size()
                + " addresses with the most requests. Addresses change hands and are shared:"
                + " weigh what blocking them would do to others.")
        .texts("indicator_types", List.of("malicious-activity"))
        .field("pattern", pattern(first))
        .field("pattern_type", "stix")
        .field("valid_from", time(incident.start()))
        .field("valid_until", time(incident.end().plusSeconds(DAYS_VALID * 86_400L)))
        .close();
  }

  private static String pattern(List<ClientKey> addresses) {
    Map<String, List<String>> byType = new LinkedHashMap<>();
    for (ClientKey address : addresses) {
      byType.computeIfAbsent(type(address), type -> new ArrayList<>()).add("'" + address + "'");
    }
    return byType.entrySet().stream()
        .map(e -> e.getKey() + ":value IN (" + String.join(", ", e.getValue()) + ")")
        .collect(Collectors.joining(" OR ", "[", "]"));
  }

  private static void address(JsonWriter json, ClientKey address) throws IOException {
    json.open()
        .field("type", type(address))
        .field("spec_version", "2.1")
        .field("id", id(address))
        .field("value", address.toString())
        .close();
  }

  /// Incidents that belong together, each pair once.
  private void links(JsonWriter json, Set<String> shown) throws IOException {
    Set<String> written = new LinkedHashSet<>();
    for (Analysis.Incident incident : analysis.incidents()) {
      for (Analysis.Link link : incident.related()) {
        boolean both = shown.contains(incident.id()) && shown.contains(link.id());
        String pair = incident.id() + " " + link.id();
        if (both && !written.contains(link.id() + " " + incident.id()) && written.add(pair)) {
          relation(json, "related-to", id("report", incident.id()), id("report", link.id()));
        }
      }
    }
  }

  private void relation(JsonWriter json, String type, String from, String to) throws IOException {
    open(json, "relationship", id("relationship", type + " " + from + " " + to))
        .field("relationship_type", type)
        .field("source_ref", from)
        .field("target_ref", to)
        .close();
  }

  private JsonWriter open(JsonWriter json, String type, String id) throws IOException {
    return json.open()
        .field("type", type)
        .field("spec_version", "2.1")
        .field("id", id)
        .field("created_by_ref", identity)
        .field("created", time(options.now()))
        .field("modified", time(options.now()));
  }

  private static String type(ClientKey address) {
    return address.isIpv4() ? "ipv4-addr" : "ipv6-addr";
  }

  /// An address' id: from the canonical JSON (RFC 8785) of its value.
  private static String id(ClientKey address) {
    return type(address) + "--" + uuid(OBSERVABLES, "{\"value\":\"" + address + "\"}");
  }

  private String id(String type, String what) {
    String all = options.key().verifier() + " " + options.now() + " " + type + " " + what;
    return type + "--" + uuid(OWN, all);
  }

  /// A UUID of version 5 (RFC 9562 section 5.5).
  private static UUID uuid(UUID space, String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      ByteBuffer start = ByteBuffer.allocate(16);
      start.putLong(space.getMostSignificantBits()).putLong(space.getLeastSignificantBits());
      sha1.update(start.array());
      ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = hash.getLong() & ~0xf000L | 0x5000L;
      long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
