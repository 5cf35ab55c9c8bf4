/// What came: who sent a request and which template its path follows.
@NullMarked
package org.gabion.core.request;

import org.jspecify.annotations.NullMarked;
