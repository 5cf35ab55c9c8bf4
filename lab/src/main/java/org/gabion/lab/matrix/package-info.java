/// Real clients through the guard to a real web server, compared with going there directly.
@NullMarked
package org.gabion.lab.matrix;

import org.jspecify.annotations.NullMarked;
