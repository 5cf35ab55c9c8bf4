package org.gabion.analyze.report;

/// What is written beside a report: nobody has to be told to write it.
public enum Written {
  RULES,
  EVIDENCE
}
