package org.gabion.core.config;

import java.util.Optional;

/// One setting that was read: what it may be, what it is and what it is for.
///
/// @param path as `guard.http.head-deadline`
/// @param type in words, as `duration from 1s to 1h`
/// @param fallback the value without the setting, in YAML; empty if there is none
/// @param value the value in force, in YAML; empty if there is none, or if it is secret
/// @param given whether it was written down
/// @param secret whether the value must not be shown
/// @param doc one sentence
public record Setting(
    String path,
    String type,
    Optional<String> fallback,
    Optional<String> value,
    boolean given,
    boolean secret,
    String doc) {}
