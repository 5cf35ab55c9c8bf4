/// The access log and the journal's file: lines rendered on event loops and written by threads of
/// their own.
@NullMarked
package org.gabion.guard.log;

import org.jspecify.annotations.NullMarked;
