package org.gabion.analyze.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.analyze.report.Analyses;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.proof.SignerKey;
import org.gabion.core.request.ClientKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The bundle against what STIX 2.1 (OASIS standard, 10 June 2021) demands of the objects in it.
class StixBundleTest {
  private static final String UUID =
      "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  /// What each type requires beyond what all require, and what else is written.
  private static final Map<String, Set<String>> PROPERTIES =
      Map.of(
          "identity", Set.of("name", "identity_class"),
          "attack-pattern", Set.of("name", "external_references"),
          "report", Set.of("name", "description", "report_types", "published", "object_refs"),
          "observed-data",
              Set.of("first_observed", "last_observed", "number_observed", "object_refs"),
          "indicator",
              Set.of(
                  "name",
                  "description",
                  "indicator_types",
                  "pattern",
                  "pattern_type",
                  "valid_from",
                  "valid_until"),
          "relationship", Set.of("relationship_type", "source_ref", "target_ref"),
          "ipv4-addr", Set.of("value"),
          "ipv6-addr", Set.of("value"));

  /// The suggested values of the open vocabularies of section 10.
  private static final Map<String, Set<String>> VOCABULARIES =
      Map.of(
          "identity_class",
              Set.of("individual", "group", "system", "organization", "class", "unknown"),
          "indicator_types",
              Set.of(
                  "anomalous-activity",
                  "anonymization",
                  "benign",
                  "compromised",
                  "malicious-activity",
                  "attribution",
                  "unknown"),
          "pattern_type", Set.of("stix", "pcre", "sigma", "snort", "suricata", "yara"),
          "report_types",
              Set.of(
                  "attack-pattern",
                  "campaign",
                  "identity",
                  "indicator",
                  "intrusion-set",
                  "malware",
                  "observed-data",
                  "threat-actor",
                  "threat-report",
                  "tool",
                  "vulnerability"));

  @TempDir Path temp;
  private final SignerKey key = Samples.key();
  private JsonNode busy;

  @BeforeEach
  void write() throws IOException {
    busy = bundle("busy", Analyses.busy(), Samples.options(key));
  }

  @Test
  void write_anyAnalysis_givesObjectsWithAllThatTheirTypesRequire() throws IOException {
    for (JsonNode bundle : all()) {
      assertThat(bundle.get("type").asString()).isEqualTo("bundle");
      assertThat(bundle.get("id").asString()).matches("bundle--" + UUID);
      assertThat(names(bundle)).containsExactlyInAnyOrder("type", "id", "objects");
      for (JsonNode object : bundle.get("objects")) {
        String type = object.get("type").asString();
        List<String> names = new ArrayList<>(PROPERTIES.get(type));
        names.addAll(List.of("type", "spec_version", "id"));
        if (!type.endsWith("-addr")) {
          names.addAll(List.of("created", "modified"));
        }
        if (!type.endsWith("-addr") && !type.equals("identity")) {
          names.add("created_by_ref");
        }
        assertThat(names(object)).as(type).containsExactlyInAnyOrderElementsOf(names);
        assertThat(object.get("spec_version").asString()).isEqualTo("2.1");
        assertThat(object.get("id").asString()).matches(type + "--" + UUID);
      }
    }
  }

  @Test
  void write_anyAnalysis_givesTimesInMillisecondsAndInOrder() throws IOException {
    for (JsonNode bundle : all()) {
      for (JsonNode object : bundle.get("objects")) {
        for (String name :
            List.of(
                "created",
                "modified",
                "published",
                "first_observed",
                "last_observed",
                "valid_from",
                "valid_until")) {
          if (object.has(name)) {
            assertThat(object.get(name).asString()).as(name).matches(TIME);
          }
        }
        ordered(object, "created", "modified");
        ordered(object, "first_observed", "last_observed");
        ordered(object, "valid_from", "valid_until");
      }
    }
    assertThat(only(busy, "identity").get("created").asString())
        .isEqualTo("2026-11-21T08:00:00.123Z");
  }

  @Test
  void write_anyAnalysis_givesReferencesThatResolveAndListsThatAreNotEmpty() throws IOException {
    for (JsonNode bundle : all()) {
      List<String> ids = new ArrayList<>();
      bundle.get("objects").forEach(object -> ids.add(object.get("id").asString()));
      assertThat(ids).doesNotHaveDuplicates();
      for (JsonNode object : bundle.get("objects")) {
        for (String name : names(object)) {
          if (name.endsWith("_ref")) {
            assertThat(ids).contains(object.get(name).asString());
          }
          if (object.get(name).isArray()) {
            assertThat(object.get(name)).as(name).isNotEmpty();
          }
          if (name.endsWith("_refs")) {
            object.get(name).forEach(ref -> assertThat(ids).contains(ref.asString()));
          }
        }
      }
    }
  }

  @Test
  void write_anyAnalysis_usesWordsOfTheVocabularies() throws IOException {
    for (JsonNode bundle : all()) {
      for (JsonNode object : bundle.get("objects")) {
        for (Map.Entry<String, Set<String>> each : VOCABULARIES.entrySet()) {
          if (object.has(each.getKey())) {
            JsonNode value = object.get(each.getKey());
            List<String> words = new ArrayList<>();
            if (value.isArray()) {
              value.forEach(word -> words.add(word.asString()));
            } else {
              words.add(value.asString());
            }
            assertThat(each.getValue()).containsAll(words);
          }
        }
      }
    }
  }

  @Test
  void write_flood_namesTheTechniqueByItsReference() {
    JsonNode technique = only(busy, "attack-pattern");
    JsonNode reference = technique.get("external_references").get(0);
    assertThat(reference.get("source_name").asString()).isEqualTo("mitre-attack");
    assertThat(reference.get("external_id").asString()).isEqualTo("T1499.002");
    assertThat(reference.get("url").asString())
        .isEqualTo("https://attack.mitre.org/techniques/T1499/002/");

    String id = technique.get("id").asString();
    List<JsonNode> reports = of(busy, "report");
    assertThat(refs(reports.get(0))).as("the flood").contains(id);
    assertThat(refs(reports.get(1))).as("the scan").doesNotContain(id);
    assertThat(of(busy, "relationship"))
        .filteredOn(each -> each.get("target_ref").asString().equals(id))
        .singleElement()
        .satisfies(
            each -> assertThat(each.get("relationship_type").asString()).isEqualTo("indicates"));
  }

  @Test
  void write_withoutFlood_namesNoTechnique() throws IOException {
    assertThat(of(bundle("unclear", Analyses.unclear(), Samples.options(key)), "attack-pattern"))
        .isEmpty();
  }

  @Test
  void write_benignIncidents_areLeftOut() {
    assertThat(of(busy, "report"))
        .extracting(report -> report.get("name").asString().split(" ", 3)[1])
        .containsExactly("i1", "i2");
    assertThat(busy.toString()).doesNotContain("192.0.2.1");
  }

  @Test
  void write_addresses_haveTheIdsThatFollowFromTheirValues() {
    // Version 5 of the values' canonical JSON in the standard's name space.
    assertThat(id(busy, "203.0.113.0"))
        .isEqualTo("ipv4-addr--aa427aa0-75e0-5e3b-9971-4a8da3f46b70");
    assertThat(id(busy, "2001:db8::7"))
        .isEqualTo("ipv6-addr--9ed76cd5-ab3b-55a5-b6ec-b55c3efb0be2");
  }

  @Test
  void write_otherObjects_haveIdsThatTheSameEvidenceGivesAgain() throws IOException {
    assertThat(bundle("again", Analyses.busy(), Samples.options(key))).isEqualTo(busy);

    EvidenceOptions later =
        new EvidenceOptions(
            key, Optional.empty(), Optional.empty(), 1_000, "1.2.3", Samples.NOW.plusSeconds(1));
    JsonNode other = bundle("later", Analyses.busy(), later);
    assertThat(only(other, "identity").get("id")).isNotEqualTo(only(busy, "identity").get("id"));
    assertThat(id(other, "203.0.113.0")).isEqualTo(id(busy, "203.0.113.0"));
  }

  @Test
  void write_attack_hasAnIndicatorOfItsAddresses() {
    assertThat(of(busy, "indicator").get(0).get("pattern").asString())
        .startsWith("[ipv4-addr:value IN ('203.0.113.")
        .contains("', '203.0.113.")
        .endsWith("')]");
    assertThat(of(busy, "indicator").get(1).get("pattern").asString())
        .isEqualTo("[ipv6-addr:value IN ('2001:db8::7')]");
    assertThat(of(busy, "relationship"))
        .extracting(each -> each.get("relationship_type").asString())
        .containsExactlyInAnyOrder("based-on", "indicates", "based-on", "related-to");
  }

  @Test
  void write_addressesOfBothVersions_areOnePattern() throws IOException {
    Sources sources = new Sources(1);
    sources.add(0, ClientKey.parse("203.0.113.9"));
    sources.add(0, ClientKey.parse("2001:db8::9"));
    StringBuilder out = new StringBuilder();
    Analysis analysis = Analyses.withAgents("one", "two");
    new StixBundle(analysis, sources, Samples.options(key)).write(out);
    assertThat(only(JsonMapper.shared().readTree(out.toString()), "indicator").get("pattern"))
        .hasToString(
            "\"[ipv4-addr:value IN ('203.0.113.9') OR ipv6-addr:value IN ('2001:db8::9')]\"");
  }

  @Test
  void write_namedOperator_isAnOrganisation() throws IOException {
    EvidenceOptions named =
        new EvidenceOptions(
            key, Optional.empty(), Optional.of("Library"), 1_000, "1.2.3", Samples.NOW);
    JsonNode operator = only(bundle("named", Analyses.busy(), named), "identity");
    assertThat(operator.get("name").asString()).isEqualTo("Library");
    assertThat(operator.get("identity_class").asString()).isEqualTo("organization");
  }

  private List<JsonNode> all() throws IOException {
    EvidenceOptions masked = Samples.masked(key, Pseudonyms.fresh(new SecureRandom()));
    return List.of(
        busy,
        bundle("masked", Analyses.busy(), masked),
        bundle("silent", Analyses.unclear(), Samples.options(key)),
        bundle("calm", Analyses.calm(), Samples.options(key)));
  }

  private JsonNode bundle(String name, Analysis analysis, EvidenceOptions options)
      throws IOException {
    Path inputs = Files.createDirectory(temp.resolve(name + "-in"));
    EvidenceCase sample = Samples.source(inputs);
    Path dir = temp.resolve(name);
    Evidence.write(
        dir,
        new EvidenceCase(
            analysis,
            sample.inputs().subList(0, analysis.files().size()),
            sink ->
                sample
                    .lines()
                    .read(
                        line -> {
                          if (line.incident() < analysis.incidents().size()) {
                            sink.line(line);
                          }
                        })),
        Samples.REPORTS,
        options);
    return JsonMapper.shared()
        .readTree(Files.readString(dir.resolve("stix.json"), StandardCharsets.UTF_8));
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }

  private static void ordered(JsonNode object, String first, String second) {
    if (object.has(first)) {
      assertThat(Instant.parse(object.get(first).asString()))
          .isBeforeOrEqualTo(Instant.parse(object.get(second).asString()));
    }
  }

  private static List<JsonNode> of(JsonNode bundle, String type) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode object : bundle.get("objects")) {
      if (object.get("type").asString().equals(type)) {
        found.add(object);
      }
    }
    return found;
  }

  private static JsonNode only(JsonNode bundle, String type) {
    List<JsonNode> found = of(bundle, type);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<String> refs(JsonNode object) {
    List<String> refs = new ArrayList<>();
    object.get("object_refs").forEach(ref -> refs.add(ref.asString()));
    return refs;
  }

  private static String id(JsonNode bundle, String address) {
    for (JsonNode object : bundle.get("objects")) {
      if (object.has("value") && object.get("value").asString().equals(address)) {
        return object.get("id").asString();
      }
    }
    throw new AssertionError("no " + address);
  }
}
