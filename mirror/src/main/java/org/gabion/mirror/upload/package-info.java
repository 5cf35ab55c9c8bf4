/// Sending the operator's own copy to the places that hold it.
@NullMarked
package org.gabion.mirror.upload;

import org.jspecify.annotations.NullMarked;
