package org.gabion.core.window;

import org.gabion.core.request.Attribute;
import org.gabion.core.sketch.BottomK;

/// One visit of each of many clients, drawn by chance: a sample in which each client counts once,
/// because requests of one client are not independent. Read only; made from a summary that is
/// recorded no further.
public final class Panel {
  private final BottomK clients;
  private final int[] slots;

  Panel(BottomK clients) {
    this.clients = clients;
    this.slots = clients.slotsInOrder();
  }

  /// Clients.
  public int size() {
    return slots.length;
  }

  /// Its keyed hash.
  public long client(int row) {
    return clients.hash(slots[row]);
  }

  /// Whether this client is in it.
  public boolean has(long client) {
    return clients.slotOf(client) >= 0;
  }

  public int value(int row, Attribute attribute) {
    return PanelRow.value(clients.rows(), clients.rowAt(slots[row]), attribute);
  }

  /// Whether the client fetched parts of pages.
  public boolean fetchedAssets(int row) {
    return PanelRow.fetchedAssets(clients.rows(), clients.rowAt(slots[row]));
  }

  /// Whether a client may be in a panel at all.
  public static boolean mayHold(long client) {
    return PanelRow.isPanel(client);
  }
}
