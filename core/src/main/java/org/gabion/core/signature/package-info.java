/// What bogus visits have in common.
@NullMarked
package org.gabion.core.signature;

import org.jspecify.annotations.NullMarked;
