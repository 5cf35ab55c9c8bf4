/// Typed reading of settings that gathers every problem at once.
@NullMarked
package org.gabion.core.config;

import org.jspecify.annotations.NullMarked;
