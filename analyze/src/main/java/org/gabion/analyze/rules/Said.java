package org.gabion.analyze.rules;

import org.gabion.core.request.Attribute;

/// One clause of a signature as text.
///
/// @param text the value as the log has it: UTF-8 decoded, or the words of a report
public record Said(Attribute attribute, String text) {}
