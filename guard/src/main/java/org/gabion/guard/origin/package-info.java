/// The origins as all event loops see them together: addresses, health, connection counts.
@NullMarked
package org.gabion.guard.origin;

import org.jspecify.annotations.NullMarked;
