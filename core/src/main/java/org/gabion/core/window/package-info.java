/// What was seen in one stretch of time, in a form that merges.
@NullMarked
package org.gabion.core.window;

import org.jspecify.annotations.NullMarked;
