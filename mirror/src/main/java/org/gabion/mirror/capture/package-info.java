/// Where the pages of a snapshot come from: a folder, the operator's own site, an archive.
@NullMarked
package org.gabion.mirror.capture;

import org.jspecify.annotations.NullMarked;
