/// A large site made by a real generator, sent to real servers, read in a real browser, restored.
@NullMarked
package org.gabion.lab.realsite;

import org.jspecify.annotations.NullMarked;
