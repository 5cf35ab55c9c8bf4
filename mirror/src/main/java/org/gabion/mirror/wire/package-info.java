/// How mirrors are asked: at addresses that were judged, in bounds, with no more of HTTP than a
/// copy needs.
@NullMarked
package org.gabion.mirror.wire;

import org.jspecify.annotations.NullMarked;
