/// Slow clients that hold connections, and a reader beside them.
@NullMarked
package org.gabion.lab.slow;

import org.jspecify.annotations.NullMarked;
