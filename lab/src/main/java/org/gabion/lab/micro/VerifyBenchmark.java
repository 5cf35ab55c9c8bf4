package org.gabion.lab.micro;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Objects of a copy held against their digests, as every reader does before it hands on a byte:
/// objects a second, on one core. Times the size, that is bytes a second.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgs = "-XX:+UseSerialGC")
public class VerifyBenchmark {
  /// More than a processor's caches hold of the largest objects.
  private static final int BYTES = 64 << 20;

  private static final int MOST = 4096;

  /// Of one object, in bytes: a style sheet, a page, the largest there is.
  @Param({"1024", "10240", "1048576"})
  private int size;

  private byte[][] contents = new byte[0][];
  private ObjectRef[] objects = new ObjectRef[0];
  private int at;

  /// Makes objects that follow one another.
  @Setup
  public void make() {
    Random random = new Random(1247);
    int count = Math.min(MOST, BYTES / size);
    contents = new byte[count][size];
    for (byte[] content : contents) {
      random.nextBytes(content);
    }
    objects =
        Arrays.stream(contents)
            .map(content -> new ObjectRef(Digest.of(content), content.length))
            .toArray(ObjectRef[]::new);
  }

  /// One object.
  @Benchmark
  public boolean verify() {
    at = at + 1 == objects.length ? 0 : at + 1;
    return objects[at].matches(contents[at]);
  }
}
