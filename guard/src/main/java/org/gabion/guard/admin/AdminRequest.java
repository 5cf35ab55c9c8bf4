package org.gabion.guard.admin;

import java.util.List;
import java.util.Optional;

/// A request on the admin port, as far as it matters there. Fields that came more than once are all
/// in `hosts`, else the first counts.
///
/// @param path without query
/// @param marked the field `X-Gabion` is there, which a web page of others can not send without
///   asking first
record AdminRequest(
    String method,
    String path,
    List<String> hosts,
    Optional<String> origin,
    Optional<String> authorization,
    boolean marked,
    String accept) {}
