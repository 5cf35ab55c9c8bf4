package org.gabion.mirror.check;

/// What a sample without repetition can find: the hypergeometric distribution, exact. Stateless.
public final class AuditPower {
  private AuditPower() {}

  /// The probability that at least one damaged file is drawn.
  ///
  /// @param files how many there are
  /// @param damaged how many of them are damaged
  /// @param drawn how many are looked at
  public static double detection(int files, int damaged, int drawn) {
    if (damaged + drawn > files) {
      return damaged > 0 && drawn > 0 ? 1 : 0;
    }
    double missed = 1;
    for (int i = 0; i < drawn; i++) {
      missed *= (files - damaged - i) / (double) (files - i);
    }
    return 1 - missed;
  }

  /// The least number of damaged files that would be found with this probability; one more than
  /// there are files if nothing would.
  public static int leastFound(int files, int drawn, double probability) {
    int low = 1;
    int high = files + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (middle > files || detection(files, middle, drawn) >= probability) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
