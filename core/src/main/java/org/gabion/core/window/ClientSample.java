package org.gabion.core.window;

import org.gabion.core.request.UserAgentClass;

/// Sampled clients and what each did; read only.
///
/// A client whose keyed hash is at most [#threshold] is in the sample if it came at all, so of such
/// a client everything is known.
public final class ClientSample {
  private final long[] rows;
  private final long[] keys;
  private final int size;
  private final double weight;
  private final long threshold;

  /// @param keys in their unsigned order
  ClientSample(long[] keys, long[] rows, int size, double weight, long threshold) {
    this.keys = keys;
    this.rows = rows;
    this.size = size;
    this.weight = weight;
    this.threshold = threshold;
  }

  public int size() {
    return size;
  }

  /// How many clients each row stands for; at least 1.
  public double weight() {
    return weight;
  }

  /// Whether the sample would hold this client.
  public boolean knows(long client) {
    return Long.compareUnsigned(client, threshold) <= 0;
  }

  /// The client's row, or -1 if it did not come or is not sampled.
  public int find(long client) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(keys[middle], client);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// Memory held, in bytes.
  public long bytesHeld() {
    return 8L * (rows.length + keys.length);
  }

  public long client(int row) {
    return keys[row];
  }

  private long at(int row, int column) {
    return rows[row * ClientRow.WIDTH + column];
  }

  public long requests(int row) {
    return at(row, ClientRow.REQUESTS);
  }

  public long pages(int row) {
    return at(row, ClientRow.PAGES);
  }

  public long assets(int row) {
    return at(row, ClientRow.ASSETS);
  }

  public long documents(int row) {
    return at(row, ClientRow.DOCUMENTS);
  }

  /// Answers 400 to 498.
  public long missing(int row) {
    return at(row, ClientRow.MISSING);
  }

  public long failed(int row) {
    return at(row, ClientRow.FAILED);
  }

  public long logins(int row) {
    return at(row, ClientRow.LOGINS);
  }

  public long probes(int row) {
    return at(row, ClientRow.PROBES);
  }

  public long bytes(int row) {
    return at(row, ClientRow.BYTES);
  }

  public long first(int row) {
    return at(row, ClientRow.FIRST);
  }

  public long last(int row) {
    return at(row, ClientRow.LAST);
  }

  /// Distinct paths other than assets, about.
  public double paths(int row) {
    return ClientRow.distinct(at(row, ClientRow.PATH_BITS));
  }

  /// Distinct paths that were not there, about.
  public double missingPaths(int row) {
    return ClientRow.distinct(at(row, ClientRow.MISSING_BITS));
  }

  /// Distinct documents, about.
  public double documentPaths(int row) {
    return ClientRow.distinct(at(row, ClientRow.DOCUMENT_BITS));
  }

  /// Distinct user agents, about.
  public double agents(int row) {
    return ClientRow.distinct(at(row, ClientRow.AGENT_BITS));
  }

  /// Whether any of its requests named a Referer.
  public boolean referred(int row) {
    return at(row, ClientRow.REFERRED) != 0;
  }

  public boolean is(int row, UserAgentClass agentClass) {
    return (at(row, ClientRow.IDENTITY) & 1L << agentClass.ordinal()) != 0;
  }

  /// The value of [org.gabion.core.request.Attribute#SOURCE].
  public int source(int row) {
    return (int) (at(row, ClientRow.IDENTITY) >>> 32);
  }
}
