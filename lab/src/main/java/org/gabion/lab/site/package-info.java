/// A small newsroom with a fixed capacity: what the demo and the storms protect.
@NullMarked
package org.gabion.lab.site;

import org.jspecify.annotations.NullMarked;
