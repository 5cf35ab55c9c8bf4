/// The readable rendition of a copy: plain files for people without scripts, on any web server.
@NullMarked
package org.gabion.mirror.rendition;

import org.jspecify.annotations.NullMarked;
