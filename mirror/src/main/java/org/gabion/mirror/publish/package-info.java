/// Making an edition: its objects and index, what changed, the signatures, and clearing up.
@NullMarked
package org.gabion.mirror.publish;

import org.jspecify.annotations.NullMarked;
