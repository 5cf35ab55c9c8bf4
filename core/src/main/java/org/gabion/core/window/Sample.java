package org.gabion.core.window;

import java.util.Arrays;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;

/// Sampled requests in columns, each with the number of requests that it stands for.
///
/// Made once from the sketches of a [WindowSummary], then read only.
public final class Sample {
  private int size;
  private long[] times;
  private long[] clients;
  private long[] bytes;
  private double[] weights;
  private double[] hidden;
  private double[] scales;

  /// How many different requests each row stands for; its weight counts equal ones as well.
  private double[] drawn;

  private long[] metas;
  private final int[][] values = new int[Attribute.COUNT][];

  /// @param capacity rows it holds before it grows
  public Sample(int capacity) {
    times = new long[capacity];
    clients = new long[capacity];
    bytes = new long[capacity];
    weights = new double[capacity];
    hidden = new double[capacity];
    scales = new double[capacity];
    drawn = new double[capacity];
    metas = new long[capacity];
    for (int a = 0; a < values.length; a++) {
      values[a] = new int[capacity];
    }
  }

  private void grow() {
    int capacity = Math.max(64, 2 * size);
    times = Arrays.copyOf(times, capacity);
    clients = Arrays.copyOf(clients, capacity);
    bytes = Arrays.copyOf(bytes, capacity);
    weights = Arrays.copyOf(weights, capacity);
    hidden = Arrays.copyOf(hidden, capacity);
    scales = Arrays.copyOf(scales, capacity);
    drawn = Arrays.copyOf(drawn, capacity);
    metas = Arrays.copyOf(metas, capacity);
    for (int a = 0; a < values.length; a++) {
      values[a] = Arrays.copyOf(values[a], capacity);
    }
  }

  /// Adds one row of a sketch.
  void add(long[] rows, int at, double weight) {
    if (size == times.length) {
      grow();
    }
    times[size] = rows[at + RequestRow.TIME];
    clients[size] = rows[at + RequestRow.CLIENT];
    bytes[size] = rows[at + RequestRow.BYTES];
    metas[size] = rows[at + RequestRow.META];
    weights[size] = weight * rows[at + RequestRow.COUNT];
    drawn[size] = weight;
    for (int a = 0; a < Attribute.COUNT; a++) {
      values[a][size] = RequestRow.value(rows, at, a);
    }
    size++;
  }

  /// Adds a row of another sample, with a weight of its own.
  public void add(Sample from, int row, double weight) {
    if (size == times.length) {
      grow();
    }
    times[size] = from.times[row];
    clients[size] = from.clients[row];
    bytes[size] = from.bytes[row];
    metas[size] = from.metas[row];
    weights[size] = weight;
    scales[size] = from.scales[row];
    drawn[size] = from.drawn[row] * weight / from.weights[row];
    hidden[size] = 0;
    for (int a = 0; a < Attribute.COUNT; a++) {
      values[a][size] = from.values[a][row];
    }
    size++;
  }

  public int size() {
    return size;
  }

  /// Microseconds since 1970.
  public long time(int row) {
    return times[row];
  }

  public long client(int row) {
    return clients[row];
  }

  public long bytes(int row) {
    return bytes[row];
  }

  /// How many requests the row stands for.
  public double weight(int row) {
    return weights[row];
  }

  /// The weight of the row where it stands also for requests of clients that are not sampled.
  public double scaled(int row) {
    return weights[row] * Math.max(1, scales[row]);
  }

  /// Tells how many clients the row's client stands for.
  public void scale(int row, double clients) {
    scales[row] = clients;
  }

  /// Every n-th row with n times its weight, if there are more than so many.
  public Sample thinned(int most) {
    int step = (size + most - 1) / most;
    if (step <= 1) {
      return this;
    }
    Sample thin = new Sample(most);
    for (int row = 0; row < size; row += step) {
      thin.add(this, row, weights[row] * step);
      thin.hidden[thin.size - 1] = hidden[row] * step;
    }
    return thin;
  }

  /// How many requests like this row hide in another sample; 0 unless told.
  public double hidden(int row) {
    return hidden[row];
  }

  /// Tells how many requests like this row hide in another sample.
  public void hidden(int row, double requests) {
    hidden[row] = requests;
  }

  public int value(int row, Attribute attribute) {
    return values[attribute.ordinal()][row];
  }

  /// What only the client's other requests tell.
  public void assets(int row, int value) {
    values[Attribute.ASSETS.ordinal()][row] = value;
  }

  public PathClass pathClass(int row) {
    return RequestRow.pathClass(metas[row]);
  }

  public UserAgentClass agentClass(int row) {
    return RequestRow.agentClass(metas[row]);
  }

  public boolean isPost(int row) {
    return RequestRow.isPost(metas[row]);
  }

  public boolean isProbe(int row) {
    return RequestRow.isProbe(metas[row]);
  }

  /// 0 if nothing was sent, -1 if unknown.
  public int status(int row) {
    return RequestRow.status(metas[row]);
  }

  /// Memory held, in bytes.
  public long bytesHeld() {
    return (long) times.length * (8 * 8 + 4 * Attribute.COUNT);
  }

  /// How many different requests a row stands for, on average over requests; at least 1: by so much
  /// less than a count of all requests the weights can be trusted.
  public double unit() {
    double sum = 0;
    double drawnSum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[i];
      drawnSum += weights[i] * drawn[i];
    }
    return sum == 0 ? 1 : Math.max(1, drawnSum / sum);
  }

  public double totalWeight() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[i];
    }
    return sum;
  }
}
