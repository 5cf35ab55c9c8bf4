package org.gabion.core.window;

import java.util.List;
import org.gabion.core.request.Attribute;
import org.gabion.core.sketch.BottomK;

/// Whether a client fetched what pages are made of, in some minutes that stand in one summary or in
/// several: looked up in the summaries themselves, nothing is merged.
///
/// A client is known if its keyed hash is so small that each of the summaries would hold it had it
/// come. Valid until one of the summaries changes.
public final class ClientsAround {
  private final List<WindowSummary> parts;
  private final long threshold;

  private ClientsAround(List<WindowSummary> parts) {
    this.parts = parts;
    long least = -1;
    for (WindowSummary part : parts) {
      long each = part.clientSketch().threshold();
      least = Long.compareUnsigned(each, least) < 0 ? each : least;
    }
    this.threshold = least;
  }

  /// The clients of these summaries; none of them if there are no summaries.
  public static ClientsAround of(List<WindowSummary> parts) {
    return new ClientsAround(List.copyOf(parts));
  }

  /// The value of [Attribute#ASSETS]; 0 if the client is not known.
  public int assets(long client) {
    if (Long.compareUnsigned(client, threshold) > 0) {
      return 0;
    }
    int value = 0;
    for (int i = 0; i < parts.size(); i++) {
      BottomK clients = parts.get(i).clientSketch();
      int slot = clients.slotOf(client);
      if (slot >= 0) {
        if (clients.value(slot, ClientRow.ASSETS) > 0) {
          return Attribute.assets(true);
        }
        value = Attribute.assets(false);
      }
    }
    return value;
  }
}
