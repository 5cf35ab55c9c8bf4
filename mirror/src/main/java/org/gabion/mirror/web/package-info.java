/// How the files of a copy are to be served, and the files that tell common web servers so.
@NullMarked
package org.gabion.mirror.web;

import org.jspecify.annotations.NullMarked;
