package org.gabion.lab.micro;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Features;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Request;
import org.gabion.core.request.RequestParser;
import org.gabion.core.window.Observation;
import org.gabion.core.window.ObservationFeatures;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;
import org.gabion.core.window.WindowSummary;
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

/// What detection adds to a request in an event loop: its values are told and counted in the window
/// of its minute.
///
/// `readers` are browsers on a site of 2,000 pages, each page again and again; in `flood` each
/// request has a source and a path of its own.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgs = "-XX:+UseSerialGC")
public class RecordingBenchmark {
  private static final HeadLimits LIMITS =
      new HeadLimits(16_384, 100, 8_192, HeadLimits.Underscores.REFUSE);
  private static final int REQUESTS = 4096;

  /// So many requests come in a minute.
  private static final int A_MINUTE = 60_000;

  @Param({"readers", "flood"})
  public String traffic = "readers";

  private final Features features = new Features(new KeyedHash(1, 2));
  private final WindowRecorder recorder = new WindowRecorder(WindowConfig.minutes(1));
  private final Observation[] observations = new Observation[REQUESTS];
  private long number;

  /// Makes the requests.
  @Setup
  public void make() {
    Random random = new Random(1);
    boolean flood = traffic.equals("flood");
    for (int i = 0; i < REQUESTS; i++) {
      String path = flood ? "/" + Long.toHexString(random.nextLong()) : page(random);
      Observation observation = new Observation();
      observation.request = request(path, random.nextInt(12));
      observation.client = ClientKey.ofIpv4(flood ? random.nextInt() : random.nextInt(3000));
      observation.status = 200;
      observation.bytesOut = 1024;
      observation.originMicros = 900;
      observations[i] = observation;
    }
  }

  private static String page(Random random) {
    int story = (int) Math.abs(random.nextGaussian() * 700);
    return random.nextInt(3) == 0 ? "/story/" + story : "/static/site-" + story % 20 + ".css";
  }

  private static Request request(String path, int agent) {
    String head =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64;"
            + " rv:"
            + (130 + agent)
            + ".0) Gecko/20100101 Firefox/"
            + (130 + agent)
            + ".0\r\nAccept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\nAccept-Language:"
            + " de,en-US;q=0.7\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nReferer:"
            + " https://www.example.org/\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    Request request = new Request(bytes.length);
    request.ensure(bytes.length);
    System.arraycopy(bytes, 0, request.bytes(), 0, bytes.length);
    request.grow(bytes.length);
    if (!(new RequestParser().parse(request, LIMITS) instanceof Parsed.Complete)) {
      throw new IllegalStateException("not a request: " + head);
    }
    return request;
  }

  /// One request more; each minute's window is handed over and its memory comes back.
  @Benchmark
  public int record() {
    Observation observation = observations[(int) (number % REQUESTS)];
    number++;
    observation.startMicros = number * (60_000_000L / A_MINUTE);
    ObservationFeatures.fill(features, observation);
    recorder.record(features);
    if (number % A_MINUTE == 0) {
      recorder
          .closeBefore(Math.floorDiv(observation.startMicros, 60_000_000L))
          .forEach(
              window -> {
                WindowSummary over = window.summary();
                over.clear();
                recorder.reuse(over);
              });
    }
    return recorder.open();
  }
}
