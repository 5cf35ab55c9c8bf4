package org.gabion.analyze.rules;

import java.time.Instant;
import java.util.List;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// What rules are made from: one incident.
///
/// @param signatures each a conjunction; texts as the log has them
/// @param sources the most frequent clients of its requests
/// @param paths its most frequent paths
/// @param agents its most frequent user agents
public record IncidentFacts(
    String id,
    Kind kind,
    Judgement verdict,
    Instant start,
    Instant end,
    long requests,
    List<List<Said>> signatures,
    List<Count> sources,
    List<Count> paths,
    List<Count> agents) {
  /// Copies the lists.
  public IncidentFacts {
    signatures = signatures.stream().map(List::copyOf).toList();
    sources = List.copyOf(sources);
    paths = List.copyOf(paths);
    agents = List.copyOf(agents);
  }
}
