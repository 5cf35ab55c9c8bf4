package org.gabion.analyze.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.gabion.analyze.LineCounts;
import org.gabion.analyze.format.CombinedFormat;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.format.W3cFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkedInputsTest {
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @TempDir Path folder;

  @Test
  void read_anyChunksAndThreads_showTheSameLinesInTheSameOrder() throws IOException {
    String text = day(21, 2_000);
    Path log = Files.writeString(folder.resolve("a.log"), text);
    for (int chunk : new int[] {1_000, 4_096, 65_536, 4 << 20}) {
      for (int threads = 1; threads <= 3; threads++) {
        assertThat(read(new Shape(chunk, 400), threads, log.toString()))
            .as("chunks of %d, %d threads", chunk, threads)
            .containsExactlyElementsOf(text.lines().toList());
      }
    }
  }

  @Test
  void read_packed_isToldByFirstBytesWhateverTheName() throws IOException {
    String text = day(21, 3_000);
    Path gzip = Files.write(folder.resolve("gzip"), gzip(text));
    Path zstd = Files.write(folder.resolve("zstd.log"), Zstd.compress(bytes(text)));

    for (Path each : List.of(gzip, zstd)) {
      assertThat(read(new Shape(4_096, 400), 2, each.toString()))
          .containsExactlyElementsOf(text.lines().toList());
    }
  }

  @Test
  void read_rotatedSetInAnyOrder_comesInTheOrderOfTime() throws IOException {
    Path oldest = Files.write(folder.resolve("access.log.2.gz"), gzip(day(19, 300)));
    Path older = Files.writeString(folder.resolve("access.log.1"), day(20, 300));
    Path newest = Files.writeString(folder.resolve("access.log"), day(21, 300));
    List<String> expected = (day(19, 300) + day(20, 300) + day(21, 300)).lines().toList();

    assertThat(read(Shape.USUAL, 2, newest.toString(), oldest.toString(), older.toString()))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void read_columnsThatChange_areThoseOfTheDirectiveBeforeEachLine() throws IOException {
    StringBuilder text = new StringBuilder("#Software: IIS\n");
    for (int i = 0; i < 3_000; i++) {
      boolean first = i / 700 % 2 == 0;
      if (i % 700 == 0) {
        text.append(
            first
                ? "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n"
                : "#Fields: sc-status cs-uri-stem cs-method c-ip date time\n");
      }
      text.append(
          String.format(
              Locale.ROOT,
              first
                  ? "2026-11-21 10:%02d:%02d 192.0.2.1 GET /%d 200\n"
                  : "200 /%3$d GET 192.0.2.1 2026-11-21 10:%02d:%02d\n",
              i / 60 % 60,
              i % 60,
              i));
    }
    Path older = Files.writeString(folder.resolve("w3c.1"), text);
    Path newer =
        Files.writeString(
            folder.resolve("w3c"),
            "#Fields: cs-uri-stem c-ip date time sc-status cs-method\n"
                + "/3000 192.0.2.1 2026-11-21 11:00:00 200 GET\n");
    List<String> statuses = new ArrayList<>();
    try (InputFiles files = open(newer.toString(), older.toString());
        Inputs inputs =
            new ChunkedInputs(
                Sources.of(files.files(), Optional.of(new W3cFormat())),
                2,
                Inputs.Progress.NONE,
                new Shape(1_000, 400))) {
      inputs.read(
          (source, chunk) -> {
            Read read = new Read(chunk.parser());
            chunk.lines(read);
            return read.requests;
          },
          (file, found) -> statuses.addAll(found));
    }
    assertThat(statuses)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 3_000).mapToObj(i -> "GET /" + i + " 200").toList());
  }

  @Test
  void read_again_leavesOutTheTimesThatNobodyWants() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), day(21, 2_000));
    try (InputFiles files = open(log.toString());
        Inputs inputs = inputs(files, new Shape(4_096, 400), 2)) {
      List<Long> begins = new ArrayList<>();
      inputs.read(
          (source, chunk) -> {
            chunk.lines(new Texts());
            chunk.covers(chunk.beginMicros(), chunk.beginMicros());
            return chunk.beginMicros();
          },
          (file, begin) -> begins.add(begin));
      long wanted = begins.get(begins.size() / 2);
      List<Long> again = new ArrayList<>();
      List<Long> firstLines = new ArrayList<>();
      inputs.read(
          (first, last) -> first >= wanted,
          (source, chunk) -> {
            firstLines.add(chunk.firstLine());
            return chunk.beginMicros();
          },
          (file, begin) -> again.add(begin));

      assertThat(begins).hasSizeGreaterThan(10);
      assertThat(again)
          .containsExactlyElementsOf(begins.stream().filter(begin -> begin >= wanted).toList());
      assertThat(firstLines).allMatch(line -> line > 0);
    }
  }

  @Test
  void read_archiveThatEndsTooEarly_givesWhatThereIsAndSaysSo() throws IOException {
    byte[] whole = gzip(day(21, 3_000));
    Path log = Files.write(folder.resolve("a.gz"), Arrays.copyOf(whole, whole.length * 9 / 10));
    try (InputFiles files = open(log.toString());
        Inputs inputs = inputs(files, new Shape(4_096, 400), 2)) {
      LineCounts counts = LineCounts.of(inputs);

      assertThat(counts.lines()).isBetween(1_000L, 2_999L);
      assertThat(inputs.warnings()).singleElement().asString().contains("a.gz is damaged");
    }
  }

  @Test
  void read_lineBeyondTheBound_isPassedOver() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), "a\n" + "b".repeat(9_000) + "\nc\n");

    assertThat(read(new Shape(1_000, 400), 2, log.toString())).containsExactly("a", "c");
  }

  @Test
  void lineCounts_ofLines_countEachStatus() throws IOException {
    String odd = line(21, 5).replace("GET /5", "GET /\\\"5") + "nonsense\n";
    Path log = Files.writeString(folder.resolve("a.log"), day(21, 1_000) + odd);
    try (InputFiles files = open(log.toString());
        Inputs inputs = inputs(files, Shape.USUAL, 2)) {
      LineCounts counts = LineCounts.of(inputs);

      assertThat(counts.lines()).isEqualTo(1_002);
      assertThat(counts.bytes()).isEqualTo(Files.size(log));
      assertThat(counts.statuses()).containsEntry(200, 901L).containsEntry(404, 100L).hasSize(2);
      assertThat(counts.other()).isEqualTo(1);
    }
  }

  @Test
  void open_standardInputWithinTheBound_isKeptAndLeavesNothingBehind() throws IOException {
    String text = day(21, 500);
    InputStream in = new ByteArrayInputStream(bytes(text));
    try (InputFiles files = InputFiles.open(List.of("-"), in, new Spool(folder, 1 << 20));
        Inputs inputs = inputs(files, Shape.USUAL, 1)) {
      assertThat(LineCounts.of(inputs).lines()).isEqualTo(500);
      assertThat(inputs.warnings()).isEmpty();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void open_standardInputBeyondTheBound_saysWhatWasKept() throws IOException {
    InputStream in = new ByteArrayInputStream(bytes(day(21, 500)));
    try (InputFiles files = InputFiles.open(List.of("-"), in, new Spool(folder, 1_000));
        Inputs inputs = inputs(files, Shape.USUAL, 1)) {
      assertThat(inputs.warnings())
          .singleElement()
          .asString()
          .contains("standard input has more than 1,000 bytes")
          .contains("Give the file itself");
    }
  }

  @Test
  void open_standardInputWithoutRoomForIt_saysTheRemedy() {
    InputStream in = new ByteArrayInputStream(bytes(day(21, 5)));
    Spool nowhere = new Spool(folder.resolve("none"), 1_000);
    assertThatThrownBy(() -> InputFiles.open(List.of("-"), in, nowhere).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("standard input is read more than once")
        .hasMessageContaining(folder.resolve("none").toString())
        .hasMessageContaining("let TMPDIR name a folder with more room");
  }

  @Test
  void open_standardInputThatFillsTheFolder_saysHowFarItCame() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    InputStream in = new ByteArrayInputStream(bytes(day(21, 5)));
    Spool spool = new Spool(folder, 1 << 20);
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> spool.keep(Path.of("-"), in, channel, 1 << 20))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("could not be kept in " + folder + " beyond 0 bytes")
          .hasMessageContaining("TMPDIR");
    }
  }

  @Test
  void open_standardInputBeyondTheFreeSpace_saysSo() throws IOException {
    InputStream in = new ByteArrayInputStream(bytes(day(21, 500)));
    Path file = folder.resolve("kept");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        InputFile kept = new Spool(folder, 1 << 20).keep(Path.of("-"), in, channel, 2_000)) {
      assertThat(kept.size()).isEqualTo(2_000);
      assertThat(kept.warning().orElseThrow())
          .contains("more than 2,000 bytes, three quarters of the free space of " + folder)
          .contains("TMPDIR");
    }
  }

  @Test
  void open_whatCanNotBeRead_saysWhereAndWhatToDo() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), "x\n");
    Path link = Files.createSymbolicLink(folder.resolve("b.log"), log);
    Path zip = Files.write(folder.resolve("c.zip"), new byte[] {'P', 'K', 3, 4, 0, 0});

    assertFails("is a folder: name the files in it", folder.toString());
    assertFails("no.log does not exist", folder.resolve("no.log").toString());
    assertFails("is named twice", log.toString(), log.toString());
    assertFails("are the same file", log.toString(), link.toString());
    assertFails("is packed with zip, which is not read: unpack it first", zip.toString());
  }

  private static void assertFails(String message, String... names) {
    assertThatThrownBy(() -> open(names).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  static InputFiles open(String... names) throws IOException {
    return InputFiles.open(List.of(names), NOTHING, Spool.usual());
  }

  static Inputs inputs(InputFiles files, Shape shape, int threads) throws IOException {
    List<Source> sources = Sources.of(files.files(), Optional.of(new CombinedFormat()));
    return new ChunkedInputs(sources, threads, Inputs.Progress.NONE, shape);
  }

  private static List<String> read(Shape shape, int threads, String... names) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputFiles files = open(names);
        Inputs inputs = inputs(files, shape, threads)) {
      inputs.read(
          (source, chunk) -> {
            Texts texts = new Texts();
            chunk.lines(texts);
            return texts.lines;
          },
          (file, found) -> lines.addAll(found));
    }
    return lines;
  }

  static String day(int day, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(line(day, i));
    }
    return text.toString();
  }

  private static String line(int day, int i) {
    return "192.0.2.%d - - [%d/Nov/2026:10:%02d:%02d +0000] \"GET /%d HTTP/1.1\" %d 12 \"-\" \"A\"\n"
        .formatted(i % 250, day, i / 60 % 60, i % 60, i, i % 10 == 9 ? 404 : 200);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(text));
    }
    return packed.toByteArray();
  }

  private static final class Read implements LineSink {
    private final List<String> requests = new ArrayList<>();
    private final LogRecord record = new LogRecord();
    private final LineParser parser;

    private Read(LineParser parser) {
      this.parser = parser;
    }

    @Override
    public void line(byte[] bytes, int from, int to) {
      switch (parser.parse(bytes, from, to, record)) {
        case PARSED -> requests.add(record.method + " " + record.target + " " + record.status);
        case DIRECTIVE -> {}
        default ->
            requests.add("not read: " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to) {
      requests.add("too long");
    }
  }

  static final class Texts implements LineSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void line(byte[] bytes, int from, int to) {
      lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to) {
      // Not shown.
    }
  }
}
