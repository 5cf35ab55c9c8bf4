/// Gives broken lines to the parsers of logs.
@NullMarked
package org.gabion.lab.fuzz;

import org.jspecify.annotations.NullMarked;
