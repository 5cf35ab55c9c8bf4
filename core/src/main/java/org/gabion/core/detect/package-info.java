/// What the windows tell: findings, their kind, and who is meant.
@NullMarked
package org.gabion.core.detect;

import org.jspecify.annotations.NullMarked;
