/// Proof that a visitor was here before.
@NullMarked
package org.gabion.core.challenge;

import org.jspecify.annotations.NullMarked;
