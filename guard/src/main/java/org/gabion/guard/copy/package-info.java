/// What the guard needs to give a site's last good copy to readers: bounded reads of it, and the
/// banner that says what they see. Who keeps the copy stands behind
/// [org.gabion.core.snapshot.SnapshotStore].
@NullMarked
package org.gabion.guard.copy;

import org.jspecify.annotations.NullMarked;
