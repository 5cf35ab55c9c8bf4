/// How unlikely a count is, and what a count tells of a share.
@NullMarked
package org.gabion.core.statistics;

import org.jspecify.annotations.NullMarked;
