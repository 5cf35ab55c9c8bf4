/// Load, made only against this machine: where the lab opens sockets and starts outside load tools.
@NullMarked
package org.gabion.lab.load;

import org.jspecify.annotations.NullMarked;
