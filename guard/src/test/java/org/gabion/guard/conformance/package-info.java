/// Proof on the wire: the guard between real sockets and a scripted origin that keeps every byte.
@NullMarked
package org.gabion.guard.conformance;

import org.jspecify.annotations.NullMarked;
