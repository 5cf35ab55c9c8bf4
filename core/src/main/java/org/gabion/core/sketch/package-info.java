/// Sketches of fixed memory whose merge is exact: parts of one stream, merged in any order, hold
/// what one sketch of the whole stream holds.
///
/// All take keyed 64-bit hashes ([org.gabion.core.request.KeyedHash]) and carry the epoch of the
/// seed that made them; they refuse to merge across epochs or shapes.
@NullMarked
package org.gabion.core.sketch;

import org.jspecify.annotations.NullMarked;
