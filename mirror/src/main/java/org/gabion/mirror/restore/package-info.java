/// Bringing a site back from a copy.
@NullMarked
package org.gabion.mirror.restore;

import org.jspecify.annotations.NullMarked;
