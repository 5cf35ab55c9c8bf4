package org.gabion.core.signature;

/// A signature and what the samples say of it.
///
/// @param coverage share of the excess that it matches, 0 to 1
/// @param innocents share of innocent requests that it matches
/// @param upperBound one-sided bound on the share of innocent clients whom it, or one that stands
///   before it in the same list, matches; at 95 % for all of the list together. That of the last is
///   the largest, and holds for the whole list
public record Mined(Signature signature, double coverage, double innocents, double upperBound) {}
