package org.gabion.analyze;

import java.util.List;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.signature.Mined;

/// An incident whose bounds are known and whose requests are not counted yet.
///
/// @param finding the place of its finding among the findings, which ties waves together
record Draft(
    int finding,
    Kind kind,
    Judgement judgement,
    Segment segment,
    List<Mined> signatures,
    double calmPerMinute,
    List<String> reasons) {}
