/// A thousand mirrors on loopback: how fast an edition spreads, and what is left when most are
/// gone.
@NullMarked
package org.gabion.lab.swarm;

import org.jspecify.annotations.NullMarked;
