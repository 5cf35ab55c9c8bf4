package org.gabion.core.journal;

import java.util.List;

/// Takes an event's fields in order, whatever they are written to.
public interface Fields {
  Fields text(String name, String value);

  Fields number(String name, long value);

  Fields decimal(String name, double value);

  Fields flag(String name, boolean value);

  Fields texts(String name, List<String> values);
}
