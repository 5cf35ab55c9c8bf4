/// What the guard counts about itself, per event loop, and how it is read.
@NullMarked
package org.gabion.guard.metrics;

import org.jspecify.annotations.NullMarked;
