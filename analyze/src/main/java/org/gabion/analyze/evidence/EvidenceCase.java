package org.gabion.analyze.evidence;

import java.nio.file.Path;
import java.util.List;
import org.gabion.analyze.report.Analysis;

/// What there is evidence of.
///
/// @param inputs the logs, in the order of the analysis' files
/// @param lines those of the incidents
public record EvidenceCase(Analysis analysis, List<Path> inputs, MatchedLines lines) {}
