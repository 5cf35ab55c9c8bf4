/// How the bytes of logs come in: files, archives and standard input, cut into chunks at line ends
/// and worked on by several threads.
@NullMarked
package org.gabion.analyze.input;

import org.jspecify.annotations.NullMarked;
