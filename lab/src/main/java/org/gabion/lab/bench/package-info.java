/// The guard beside nginx and HAProxy, with equivalent settings, in one run: what a request costs
/// each of them.
@NullMarked
package org.gabion.lab.bench;

import org.jspecify.annotations.NullMarked;
