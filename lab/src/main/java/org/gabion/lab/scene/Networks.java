package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// Where the visitors of one site come from: some access providers have most of them. Read only
/// once made.
final class Networks {
  private static final int PROVIDERS = 40;
  private static final int CARRIER_ADDRESSES = 60;
  private final List<List<String>> providers = new ArrayList<>();
  private final List<String> providers6 = new ArrayList<>();
  private final List<String> carrier = new ArrayList<>();
  private final List<String> hosting = new ArrayList<>();

  Networks(long seed) {
    Chance chance = new Chance(seed, "networks");
    for (int i = 0; i < PROVIDERS; i++) {
      List<String> blocks = new ArrayList<>();
      int count = chance.between(1, 5);
      for (int k = 0; k < count; k++) {
        blocks.add(block(chance));
      }
      providers.add(blocks);
      providers6.add("2a0" + chance.hex(1) + ":" + chance.hex(4));
    }
    for (int pool = 0; pool < 3; pool++) {
      String block = block(chance) + "." + chance.below(256);
      for (int i = 0; i < CARRIER_ADDRESSES / 3; i++) {
        carrier.add(block + "." + chance.between(1, 254));
      }
    }
    for (int i = 0; i < 30; i++) {
      hosting.add(block(chance));
    }
  }

  private static String block(Chance chance) {
    int first = chance.between(2, 223);
    while (first == 10 || first == 127 || first == 100 || first == 169 || first == 192) {
      first = chance.between(2, 223);
    }
    return first + "." + (first == 172 ? chance.between(32, 255) : chance.below(256));
  }

  /// A subscriber at home: one in four has IPv6.
  String home(Chance chance) {
    int provider = chance.zipf(PROVIDERS);
    if (chance.happens(0.25)) {
      return providers6.get(provider)
          + ":"
          + chance.hex(4)
          + ":"
          + chance.hex(4)
          + "::"
          + Integer.toHexString(chance.between(1, 0xffff));
    }
    return in(chance.of(providers.get(provider)), chance);
  }

  /// One of the few addresses that a mobile carrier's subscribers share.
  String mobile(Chance chance) {
    return chance.of(carrier);
  }

  /// A rented server.
  String server(Chance chance) {
    return in(chance.of(hosting), chance);
  }

  /// A device in a botnet: half of them stand where readers are at home, the others anywhere.
  String bot(Chance chance) {
    return chance.happens(0.5) ? home(chance) : in(block(chance), chance);
  }

  private static String in(String block, Chance chance) {
    return block + "." + chance.below(256) + "." + chance.between(1, 254);
  }
}
