package org.gabion.core.window;

/// A summary and the window it is of.
///
/// @param index number of the window: its start divided by the windows' length
public record Window(long index, WindowSummary summary) {}
