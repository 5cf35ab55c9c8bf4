/// Decides what happens to a request before the origin sees it, and when its turn comes. No Netty.
@NullMarked
package org.gabion.guard.gate;

import org.jspecify.annotations.NullMarked;
