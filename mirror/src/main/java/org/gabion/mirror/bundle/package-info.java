/// A whole copy as one file, for a stick: the signed parts, the readable rendition, and a page that
/// checks both without a network.
@NullMarked
package org.gabion.mirror.bundle;

import org.jspecify.annotations.NullMarked;
