/// Formats of access logs: one class each.
@NullMarked
package org.gabion.analyze.format;

import org.jspecify.annotations.NullMarked;
