/// The mirror format: what a signed copy of a site is made of, how it is read strictly, and what
/// follows from it. Bytes in, verdicts out.
@NullMarked
package org.gabion.core.snapshot;

import org.jspecify.annotations.NullMarked;
