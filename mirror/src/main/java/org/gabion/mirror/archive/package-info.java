/// Web archives, in and out: WARC (ISO 28500) and WACZ.
@NullMarked
package org.gabion.mirror.archive;

import org.jspecify.annotations.NullMarked;
