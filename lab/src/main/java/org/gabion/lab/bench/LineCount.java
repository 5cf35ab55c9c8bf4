package org.gabion.lab.bench;

import java.io.IOException;

/// How many access lines a target has written so far. One reader.
interface LineCount {
  long read() throws IOException;
}
