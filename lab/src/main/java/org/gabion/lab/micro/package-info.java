/// Benchmarks of single functions, measured by JMH.
@org.jspecify.annotations.NullMarked
package org.gabion.lab.micro;
