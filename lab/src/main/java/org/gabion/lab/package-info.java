/// Storms, peers and benchmarks on loopback; sees everything, is never shipped.
@NullMarked
package org.gabion.lab;

import org.jspecify.annotations.NullMarked;
