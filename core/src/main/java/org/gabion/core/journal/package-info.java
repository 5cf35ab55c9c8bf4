/// Everything worth telling, as closed records.
@NullMarked
package org.gabion.core.journal;

import org.jspecify.annotations.NullMarked;
