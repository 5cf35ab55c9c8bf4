/// The reverse proxy in front of a site.
@NullMarked
package org.gabion.guard;

import org.jspecify.annotations.NullMarked;
