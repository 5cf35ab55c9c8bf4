/// Rules ready to paste into other people's servers, replayed before they are printed.
@NullMarked
package org.gabion.analyze.rules;

import org.jspecify.annotations.NullMarked;
