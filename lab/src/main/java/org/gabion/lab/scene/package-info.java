/// Labelled logs made up from a seed, and how well an analysis of them agrees with their labels.
@NullMarked
package org.gabion.lab.scene;

import org.jspecify.annotations.NullMarked;
