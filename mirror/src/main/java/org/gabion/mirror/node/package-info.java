/// A volunteer's node: pulls editions, verifies all of them, serves them to anyone.
@NullMarked
package org.gabion.mirror.node;

import org.jspecify.annotations.NullMarked;
