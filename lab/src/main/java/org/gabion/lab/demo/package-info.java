/// `gabion demo`: the sample site, readers and a flood, once with the guard and once without.
@NullMarked
package org.gabion.lab.demo;

import org.jspecify.annotations.NullMarked;
