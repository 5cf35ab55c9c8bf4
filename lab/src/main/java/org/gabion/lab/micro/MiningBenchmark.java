package org.gabion.lab.micro;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.SignatureMiner;
import org.gabion.core.signature.TestClients;
import org.gabion.core.window.Sample;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Signatures mined from 32,768 suspect requests against 32,768 innocent ones: a flood with
/// rotating agents from one source a request, a third of it hidden among what readers ask for.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgs = "-XX:+UseSerialGC")
public class MiningBenchmark {
  private static final int ROWS = 32_768;

  private SignatureMiner.Task task =
      new SignatureMiner.Task(
          new Sample(1),
          new Sample(1),
          TestClients.of(List.of(), List.of()),
          1,
          EnumSet.noneOf(Attribute.class));

  /// Makes both samples and the panel.
  @Setup
  public void make() {
    Random random = new Random(1);
    WindowSummary attack = new WindowSummary(shape());
    WindowSummary calm = new WindowSummary(shape());
    Features features = new Features(new KeyedHash(1, 2));
    for (int i = 0; i < ROWS; i++) {
      boolean hidden = i % 3 == 0;
      String target = hidden ? page(random) : "/search?q=" + random.nextInt(1000);
      fill(features, random, target, random.nextInt(40), hidden ? "/" : "");
      attack.record(features);
      fill(features, random, page(random), random.nextInt(200), random.nextBoolean() ? "/" : "");
      calm.record(features);
    }
    task =
        new SignatureMiner.Task(
            attack.sample(),
            calm.sample(),
            TestClients.of(List.of(calm.panel()), List.of()),
            ROWS * 2 / 3.0,
            EnumSet.allOf(Attribute.class));
    if (attack.sample().size() != ROWS || calm.sample().size() != ROWS) {
      throw new IllegalStateException("the samples are not of " + ROWS + " rows");
    }
  }

  private static WindowConfig shape() {
    return new WindowConfig(60_000_000L, ROWS, ROWS, ROWS, 1);
  }

  private static String page(Random random) {
    return "/articles/" + (int) Math.abs(random.nextGaussian() * 100);
  }

  private static void fill(
      Features features, Random random, String target, int agent, String referer) {
    features.clear();
    features.startMicros = random.nextInt(60_000_000);
    features.client(0, 0xffff_0000_0000L | random.nextInt(Integer.MAX_VALUE));
    byte[] text = ascii("GET");
    features.method(text, 0, text.length);
    text = ascii(target);
    features.target(text, 0, text.length);
    text =
        ascii(String.format(Locale.ROOT, "Mozilla/5.0 (X11; rv:%d.0) Firefox/%d.0", agent, agent));
    features.userAgent(text, 0, text.length);
    text = ascii(referer);
    features.referer(text, 0, text.length);
    text = ascii("en-" + agent % 7);
    features.acceptLanguage(text, 0, text.length);
    features.headers(agent % 11, agent % 5);
    features.status(200);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// One mining.
  @Benchmark
  public List<Mined> mine() {
    return new SignatureMiner().mine(task);
  }
}
