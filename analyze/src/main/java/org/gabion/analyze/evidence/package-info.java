/// Evidence for passing on: the raw lines of incidents, reports, and a signed tree of digests that
/// a stranger can check offline.
@NullMarked
package org.gabion.analyze.evidence;

import org.jspecify.annotations.NullMarked;
