/// TLS towards readers (certificates by name, reloaded when their files change) and towards
/// origins.
@NullMarked
package org.gabion.guard.tls;

import org.jspecify.annotations.NullMarked;
