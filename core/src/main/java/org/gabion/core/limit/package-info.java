/// Budgets and queues: fixed memory, no clock, no lock on the way of a request.
@NullMarked
package org.gabion.core.limit;

import org.jspecify.annotations.NullMarked;
