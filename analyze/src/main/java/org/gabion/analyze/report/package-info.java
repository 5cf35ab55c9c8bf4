/// What an analysis found, and how it is told.
@NullMarked
package org.gabion.analyze.report;

import org.jspecify.annotations.NullMarked;
