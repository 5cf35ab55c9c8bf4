/// Reading a copy from wherever it lies, and trusting nothing that is not proven.
@NullMarked
package org.gabion.mirror.copy;

import org.jspecify.annotations.NullMarked;
