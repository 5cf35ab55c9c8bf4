package org.gabion.guard.admin;

import java.util.List;
import java.util.Locale;
import org.gabion.core.journal.EventJson;

/// Writes JSON (RFC 8259) into a buffer, commas included. Not thread safe; what it writes is as
/// well-formed as its calls are balanced.
final class JsonText {
  private final StringBuilder out = new StringBuilder(512);
  private boolean first = true;

  private JsonText value() {
    if (!first) {
      out.append(',');
    }
    first = false;
    return this;
  }

  private void name(String name) {
    value();
    EventJson.quote(name, out);
    out.append(':');
  }

  /// Begins an object as a value or array element.
  JsonText open() {
    value().out.append('{');
    first = true;
    return this;
  }

  JsonText open(String name) {
    name(name);
    out.append('{');
    first = true;
    return this;
  }

  JsonText close() {
    out.append('}');
    first = false;
    return this;
  }

  JsonText openArray(String name) {
    name(name);
    out.append('[');
    first = true;
    return this;
  }

  JsonText closeArray() {
    out.append(']');
    first = false;
    return this;
  }

  JsonText field(String name, String text) {
    name(name);
    EventJson.quote(text, out);
    return this;
  }

  JsonText field(String name, long number) {
    name(name);
    out.append(number);
    return this;
  }

  /// A share from 0 to 1, to six places.
  JsonText share(String name, double share) {
    name(name);
    out.append(String.format(Locale.ROOT, "%.6f", share));
    return this;
  }

  JsonText field(String name, boolean flag) {
    name(name);
    out.append(flag);
    return this;
  }

  JsonText field(String name, List<String> texts) {
    openArray(name);
    for (String text : texts) {
      value();
      EventJson.quote(text, out);
    }
    return closeArray();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
