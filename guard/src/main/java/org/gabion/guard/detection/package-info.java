/// The guard's side of detection: event loops record windows, one thread merges them, steps the
/// pipeline and tells what it finds.
@NullMarked
package org.gabion.guard.detection;

import org.jspecify.annotations.NullMarked;
