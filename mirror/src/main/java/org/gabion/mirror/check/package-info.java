/// Asks all mirrors of a site how their copies are, and tells how many parties could silence it.
@NullMarked
package org.gabion.mirror.check;

import org.jspecify.annotations.NullMarked;
