/// From log lines to what happened: the passes over the input, and what each gathers.
@NullMarked
package org.gabion.analyze;

import org.jspecify.annotations.NullMarked;
