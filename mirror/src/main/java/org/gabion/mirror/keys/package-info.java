/// Private keys of a site's holders: made, kept encrypted, and used to sign.
@NullMarked
package org.gabion.mirror.keys;

import org.jspecify.annotations.NullMarked;
