/// The only `main`: reads the command line and `gabion.yaml`, wires everything by hand, runs it.
@NullMarked
package org.gabion.cli;

import org.jspecify.annotations.NullMarked;
