package org.gabion.core.window;

import org.gabion.core.request.UserAgentClass;

/// Sampled clients and what each did; read only. Whoever is in the sample has been since its first
/// request, so nothing of it is missed.
public final class ClientSample {
  private final long[] rows;
  private final long[] keys;

  /// @param rows of [ClientRow], in the order of `keys`
  ClientSample(long[] keys, long[] rows) {
    this.keys = keys;
    this.rows = rows;
  }

  public int size() {
    return keys.length;
  }

  /// Its keyed hash.
  public long client(int row) {
    return keys[row];
  }

  private long at(int row, int column) {
    return rows[row * ClientRow.WIDTH + column];
  }

  public long requests(int row) {
    return at(row, ClientRow.REQUESTS);
  }

  /// Parts of pages that were there.
  public long assets(int row) {
    return at(row, ClientRow.ASSETS);
  }

  /// Answers 400 to 498.
  public long missing(int row) {
    return at(row, ClientRow.MISSING);
  }

  /// Distinct paths other than assets, about.
  public double paths(int row) {
    return ClientRow.distinct(at(row, ClientRow.PATH_BITS));
  }

  /// Whether any of its requests named such an agent.
  public boolean is(int row, UserAgentClass agentClass) {
    return (at(row, ClientRow.AGENTS) & 1L << agentClass.ordinal()) != 0;
  }
}
