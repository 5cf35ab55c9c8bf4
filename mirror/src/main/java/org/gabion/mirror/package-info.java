/// Signed copies of a site: capture, publication, nodes, check, restore.
@NullMarked
package org.gabion.mirror;

import org.jspecify.annotations.NullMarked;
