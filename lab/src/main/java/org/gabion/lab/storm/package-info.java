/// Hard scenes for the guard that no unit test can play: crashes, reloads and millions of
/// addresses.
@NullMarked
package org.gabion.lab.storm;

import org.jspecify.annotations.NullMarked;
