/// The operator's port: health, metrics, status, explanations, reload.
@NullMarked
package org.gabion.guard.admin;

import org.jspecify.annotations.NullMarked;
