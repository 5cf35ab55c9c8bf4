/// Merkle trees, their tiles and inclusion proofs, and signed notes: what lets a stranger check
/// bytes offline with nothing but a public key.
@NullMarked
package org.gabion.core.proof;

import org.jspecify.annotations.NullMarked;
