/// Evidence in, verdict out.
@NullMarked
package org.gabion.core.policy;

import org.jspecify.annotations.NullMarked;
