/// The data plane: readers' connections, exchanges, and the origins' connections, on Netty event
/// loops.
///
/// Everything here belongs to one event loop and is not thread safe, unless its first sentence says
/// otherwise.
@NullMarked
package org.gabion.guard.wire;

import org.jspecify.annotations.NullMarked;
