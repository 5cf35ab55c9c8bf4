package org.gabion.analyze.evidence;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.ClientKey;

/// An analysis with pseudonyms in the place of addresses and of clients' host names, in all its
/// texts. Not thread safe.
final class Masked {
  private final AddressRewriter rewriter;
  private final List<String> names;

  private Masked(AddressRewriter rewriter, List<String> names) {
    this.rewriter = rewriter;
    this.names = names;
  }

  static Analysis of(Analysis analysis, AddressRewriter rewriter) {
    return new Masked(rewriter, names(analysis)).analysis(analysis);
  }

  /// Clients' names that the analysis tells, the longest first, so that none is taken for a part of
  /// another.
  private static List<String> names(Analysis analysis) {
    Set<String> names = new LinkedHashSet<>();
    for (Analysis.Incident incident : analysis.incidents()) {
      incident.detail().sources().forEach(count -> names.add(count.value()));
      for (Analysis.MinedSignature signature : incident.signatures()) {
        signature.clauses().stream()
            .filter(clause -> clause.attribute().equals(Attribute.SOURCE.word()))
            .forEach(clause -> names.add(clause.value()));
      }
    }
    return names.stream()
        .filter(name -> name.indexOf('.') > 0 && name.indexOf('/') < 0)
        .filter(name -> ClientKey.parse(name).isEmpty())
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private String text(String text) {
    String masked = rewriter.text(text);
    for (String name : names) {
      masked = rewriter.name(masked, name);
    }
    return masked;
  }

  private List<String> texts(List<String> texts) {
    return texts.stream().map(this::text).toList();
  }

  private Analysis analysis(Analysis analysis) {
    return new Analysis(
        analysis.warnings().stream()
            .map(each -> new Analysis.Warning(text(each.text()), each.command().map(this::text)))
            .toList(),
        analysis.files().stream().map(this::file).toList(),
        analysis.span(),
        analysis.requests(),
        analysis.incidents().stream().map(this::incident).toList(),
        texts(analysis.detectorsNotRun()),
        analysis.timeline());
  }

  private Analysis.InputFile file(Analysis.InputFile file) {
    Map<String, List<String>> samples = new TreeMap<>();
    file.samples().forEach((reason, lines) -> samples.put(reason, texts(lines)));
    return new Analysis.InputFile(
        text(file.path()),
        file.format(),
        text(file.formatReason()),
        file.lines(),
        file.parsed(),
        file.rejected(),
        samples);
  }

  private Analysis.Incident incident(Analysis.Incident incident) {
    return new Analysis.Incident(
        incident.id(),
        incident.kind(),
        incident.verdict(),
        incident.start(),
        incident.end(),
        incident.requests(),
        incident.clients(),
        incident.peakPerSecond(),
        incident.bytes(),
        incident.signatures().stream().map(this::signature).toList(),
        text(incident.signatureText()),
        incident.coverage(),
        incident.innocents(),
        hurt(incident.hurt()),
        texts(incident.reasons()),
        incident.related(),
        incident.rules().stream().map(this::rule).toList(),
        texts(incident.withheld()),
        incident.matchedLines(),
        detail(incident.detail()));
  }

  private Analysis.MinedSignature signature(Analysis.MinedSignature signature) {
    List<Analysis.Condition> clauses =
        signature.clauses().stream()
            .map(
                clause ->
                    new Analysis.Condition(
                        clause.attribute(),
                        clause.attribute().equals(Attribute.SOURCE.word())
                            ? source(clause.value())
                            : text(clause.value())))
            .toList();
    return new Analysis.MinedSignature(clauses, signature.coverage(), signature.innocents());
  }

  private Analysis.Hurt hurt(Analysis.Hurt hurt) {
    return new Analysis.Hurt(
        text(hurt.sentence()),
        hurt.requests(),
        hurt.errorShare(),
        hurt.errorShareBefore(),
        hurt.p90Millis(),
        hurt.p90MillisBefore(),
        hurt.affectedClients());
  }

  private Analysis.PasteRule rule(Analysis.PasteRule rule) {
    return new Analysis.PasteRule(
        rule.target(),
        rule.measure(),
        text(rule.text()),
        rule.removes(),
        rule.innocentsHit(),
        rule.innocentsUpperBound95(),
        rule.expires(),
        text(rule.checked()));
  }

  private Analysis.Detail detail(Analysis.Detail detail) {
    return new Analysis.Detail(
        detail.before(),
        detail.during(),
        detail.others(),
        detail.after(),
        detail.sources().stream()
            .map(count -> new Analysis.Count(source(count.value()), count.requests()))
            .toList(),
        counts(detail.paths()),
        counts(detail.agents()),
        detail.statuses());
  }

  /// A source is nothing but an address, a network or a name, so a name of one label counts too.
  private String source(String value) {
    boolean isLabel = value.matches("[A-Za-z0-9_-]*[A-Za-z][A-Za-z0-9_-]*");
    return isLabel ? rewriter.name(value, value) : text(value);
  }

  private List<Analysis.Count> counts(List<Analysis.Count> counts) {
    return counts.stream()
        .map(count -> new Analysis.Count(text(count.value()), count.requests()))
        .toList();
  }
}
