package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames in, calls out: whole, in pieces, and broken.
class FrameReaderTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int MAX_BLOCK = 600;
  private static final int MAX_CONTINUATIONS = 2;

  private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;

  /// Writes down what it is told, in words.
  private static final class Told implements Frames {
    final List<String> words = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set right after the reader was made
    FrameReader reader;

    private final StringBuilder data = new StringBuilder();

    @Override
    public void dataBegins(int stream, int length, boolean carriesData, boolean endStream) {
      words.add("data " + stream + " length " + length + (carriesData ? "" : " empty"));
      data.setLength(0);
    }

    @Override
    public void data(int stream, ByteBuf in, int count) {
      data.append(in.readCharSequence(count, StandardCharsets.US_ASCII));
    }

    @Override
    public void dataEnds(int stream, int overhead, boolean endStream) {
      words.add("'" + data + "' overhead " + overhead + (endStream ? " end" : ""));
    }

    @Override
    public void headers(int stream, boolean endStream, ByteBuf block) {
      words.add(
          "headers "
              + stream
              + " "
              + block.toString(StandardCharsets.US_ASCII)
              + (endStream ? " end" : ""));
    }

    @Override
    public void reset(int stream) {
      words.add("reset " + stream);
    }

    @Override
    public void setting(int id, long value) {
      words.add("setting " + id + "=" + value);
    }

    @Override
    public void settingsEnd() {
      words.add("settings");
    }

    @Override
    public void settingsAck() {
      words.add("settings ack");
    }

    @Override
    public void ping(long opaque, boolean ack) {
      words.add("ping " + opaque + (ack ? " ack" : ""));
    }

    @Override
    public void goAway() {
      words.add("goaway");
    }

    @Override
    public void windowUpdate(int stream, int increment) {
      words.add("window " + stream + "+" + increment);
    }

    @Override
    public void idle() {
      words.add("idle");
    }

    @Override
    public void broken(Http2Error error, String expected) {
      words.add(error.name());
      reader.stop();
    }
  }

  private FrameReader reader(Told told) {
    told.reader = new FrameReader(told, allocator, 16_384, MAX_BLOCK, MAX_CONTINUATIONS);
    return told.reader;
  }

  private static ByteBuf greeting() {
    return frame(ascii(PREFACE), 4, 0, 0, "");
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuf frame(ByteBuf to, int type, int flags, int stream, String payload) {
    return frame(to, payload.length(), type, flags, stream, payload);
  }

  private static ByteBuf frame(
      ByteBuf to, int length, int type, int flags, int stream, String payload) {
    to.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
    return to.writeBytes(payload.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ByteBuf everything() {
    ByteBuf all = ascii(PREFACE);
    frame(all, 4, 0, 0, "\0\3\0\0\0\144\0\4\0\1\0\0");
    frame(all, 4, 1, 0, "");
    frame(all, 1, 4 | 1, 1, "block");
    frame(all, 1, 4 | 8 | 0x20, 3, "\3\0\0\0\1\20padded\0\0\0");
    frame(all, 0, 0, 3, "some");
    frame(all, 0, 8, 3, "\2more\0\0");
    frame(all, 0, 8, 3, "\0");
    frame(all, 0, 0, 3, "");
    frame(all, 0, 1, 3, "");
    frame(all, 1, 0, 5, "one ");
    frame(all, 9, 0, 5, "two ");
    frame(all, 9, 4, 5, "three");
    frame(all, 2, 0, 7, "\0\0\0\1\20");
    frame(all, 3, 0, 5, "\0\0\0\10");
    frame(all, 6, 0, 0, "\0\0\0\0\0\0\0\7");
    frame(all, 6, 1, 0, "\0\0\0\0\0\0\0\7");
    frame(all, 8, 0, 0, "\0\0\1\0");
    frame(all, 8, 0, 3, "\u0080\0\0\2");
    frame(all, 99, 0xff, 3, "of an extension");
    frame(all, 7, 0, 0, "\0\0\0\0\0\0\0\0bye");
    return all;
  }

  private static final List<String> EVERYTHING =
      List.of(
          "setting 3=100",
          "setting 4=65536",
          "settings",
          "settings ack",
          "headers 1 block end",
          "headers 3 padded",
          "data 3 length 4",
          "'some' overhead 0",
          "data 3 length 7",
          "'more' overhead 3",
          "data 3 length 1 empty",
          "'' overhead 1",
          "data 3 length 0 empty",
          "'' overhead 0",
          "data 3 length 0 empty",
          "'' overhead 0 end",
          "headers 5 one two three",
          "idle",
          "reset 5",
          "ping 7",
          "ping 7 ack",
          "window 0+256",
          "window 3+2",
          "idle",
          "goaway");

  @Test
  void read_everyFrameAtOnce_isTold() {
    Told told = new Told();
    reader(told).read(everything());
    assertThat(told.words).containsExactlyElementsOf(EVERYTHING);
  }

  @Test
  void read_byteByByte_tellsTheSame() {
    Told told = new Told();
    FrameReader reader = reader(told);
    ByteBuf all = everything();
    while (all.isReadable()) {
      reader.read(all.readSlice(1));
    }
    assertThat(told.words).containsExactlyElementsOf(EVERYTHING);
  }

  @Test
  void read_randomPieces_tellsTheSame() {
    long seed = Long.getLong("gabion.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Told told = new Told();
      FrameReader reader = reader(told);
      ByteBuf all = everything();
      while (all.isReadable()) {
        reader.read(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(40))));
      }
      assertThat(told.words).as("-Dgabion.seed=" + seed).containsExactlyElementsOf(EVERYTHING);
    }
  }

  /// Garbage must neither throw nor make it hold more than a frame and a block.
  @Test
  void read_garbageBehindTheGreeting_neverThrows() {
    long seed = Long.getLong("gabion.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      Told told = new Told();
      FrameReader reader = reader(told);
      reader.read(greeting());
      for (int frames = 0; frames < 20; frames++) {
        byte[] noise = new byte[random.nextInt(60)];
        random.nextBytes(noise);
        ByteBuf in = Unpooled.buffer();
        in.writeMedium(random.nextInt(4) == 0 ? random.nextInt(1 << 24) : noise.length);
        in.writeByte(random.nextInt(12))
            .writeByte(random.nextInt(256))
            .writeInt(random.nextInt(5))
            .writeBytes(noise);
        reader.read(in);
        assertThat(in.isReadable()).as("-Dgabion.seed=" + seed).isFalse();
      }
      reader.stop();
    }
  }

  static Stream<Arguments> broken() {
    ByteBuf otherPreface = ascii("GET / HTTP/1.1\r\n");
    return Stream.of(
        Arguments.of("no preface", otherPreface, "PROTOCOL_ERROR"),
        Arguments.of(
            "a frame before SETTINGS",
            frame(ascii(PREFACE), 6, 0, 0, "12345678"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "an acknowledgement before SETTINGS",
            frame(ascii(PREFACE), 4, 1, 0, ""),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "a frame too long", frame(greeting(), 16_385, 0, 0, 1, ""), "FRAME_SIZE_ERROR"),
        Arguments.of("DATA on stream 0", frame(greeting(), 0, 0, 0, "x"), "PROTOCOL_ERROR"),
        Arguments.of(
            "DATA padded without room for the length",
            frame(greeting(), 0, 8, 1, ""),
            "FRAME_SIZE_ERROR"),
        Arguments.of(
            "DATA padded beyond its end", frame(greeting(), 0, 8, 1, "\2x"), "PROTOCOL_ERROR"),
        Arguments.of("HEADERS on stream 0", frame(greeting(), 1, 4, 0, "x"), "PROTOCOL_ERROR"),
        Arguments.of(
            "HEADERS padded beyond its end",
            frame(greeting(), 1, 4 | 8, 1, "\2x"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "HEADERS without room for the priority",
            frame(greeting(), 1, 4 | 0x20, 1, "1234"),
            "FRAME_SIZE_ERROR"),
        Arguments.of(
            "HEADERS that depend on themselves",
            frame(greeting(), 1, 4 | 0x20, 1, "\0\0\0\1\20"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "another frame within a block",
            frame(frame(greeting(), 1, 0, 1, "x"), 6, 0, 0, "12345678"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "an unknown frame within a block",
            frame(frame(greeting(), 1, 0, 1, "x"), 77, 0, 1, ""),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "CONTINUATION of another stream",
            frame(frame(greeting(), 1, 0, 1, "x"), 9, 4, 3, "x"),
            "PROTOCOL_ERROR"),
        Arguments.of("CONTINUATION of nothing", frame(greeting(), 9, 4, 1, "x"), "PROTOCOL_ERROR"),
        Arguments.of(
            "CONTINUATION of a block that is whole",
            frame(frame(greeting(), 1, 4, 1, "x"), 9, 4, 1, "x"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "PRIORITY on stream 0", frame(greeting(), 2, 0, 0, "\0\0\0\1\20"), "PROTOCOL_ERROR"),
        Arguments.of(
            "PRIORITY of a wrong length",
            frame(greeting(), 2, 0, 1, "\0\0\0\1"),
            "FRAME_SIZE_ERROR"),
        Arguments.of(
            "PRIORITY that depends on itself",
            frame(greeting(), 2, 0, 1, "\0\0\0\1\20"),
            "PROTOCOL_ERROR"),
        Arguments.of(
            "RST_STREAM on stream 0", frame(greeting(), 3, 0, 0, "\0\0\0\1"), "PROTOCOL_ERROR"),
        Arguments.of(
            "RST_STREAM of a wrong length",
            frame(greeting(), 3, 0, 1, "\0\0\0"),
            "FRAME_SIZE_ERROR"),
        Arguments.of("SETTINGS on a stream", frame(greeting(), 4, 0, 1, ""), "PROTOCOL_ERROR"),
        Arguments.of(
            "SETTINGS of a wrong length", frame(greeting(), 4, 0, 0, "\0\3\0"), "FRAME_SIZE_ERROR"),
        Arguments.of(
            "an acknowledgement with settings",
            frame(greeting(), 4, 1, 0, "\0\3\0\0\0\0"),
            "FRAME_SIZE_ERROR"),
        Arguments.of(
            "65 settings at once",
            frame(greeting(), 4, 0, 0, "\0\3\0\0\0\1".repeat(65)),
            "ENHANCE_YOUR_CALM"),
        Arguments.of("PUSH_PROMISE", frame(greeting(), 5, 4, 1, "\0\0\0\2"), "PROTOCOL_ERROR"),
        Arguments.of("PING on a stream", frame(greeting(), 6, 0, 1, "12345678"), "PROTOCOL_ERROR"),
        Arguments.of(
            "PING of a wrong length", frame(greeting(), 6, 0, 0, "1234567"), "FRAME_SIZE_ERROR"),
        Arguments.of(
            "GOAWAY on a stream", frame(greeting(), 7, 0, 1, "12345678"), "PROTOCOL_ERROR"),
        Arguments.of("GOAWAY too short", frame(greeting(), 7, 0, 0, "1234567"), "FRAME_SIZE_ERROR"),
        Arguments.of(
            "WINDOW_UPDATE by 0", frame(greeting(), 8, 0, 1, "\0\0\0\0"), "PROTOCOL_ERROR"),
        Arguments.of(
            "WINDOW_UPDATE of a wrong length",
            frame(greeting(), 8, 0, 1, "\0\0\1"),
            "FRAME_SIZE_ERROR"),
        Arguments.of(
            "a block too large in HEADERS",
            frame(greeting(), 1, 4, 1, "x".repeat(601)),
            "ENHANCE_YOUR_CALM"),
        Arguments.of(
            "a block too large in CONTINUATION",
            frame(frame(greeting(), 1, 0, 1, "x".repeat(600)), 9, 4, 1, "x"),
            "ENHANCE_YOUR_CALM"),
        Arguments.of(
            "too many CONTINUATION frames",
            frame(
                frame(frame(frame(greeting(), 1, 0, 1, "x"), 9, 0, 1, ""), 9, 0, 1, ""),
                9,
                4,
                1,
                ""),
            "ENHANCE_YOUR_CALM"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void read_brokenFrame_endsTheConnection(String what, ByteBuf bytes, String error) {
    Told told = new Told();
    FrameReader reader = reader(told);
    reader.read(bytes);
    assertThat(told.words).endsWith(error);
    int said = told.words.size();
    reader.read(frame(Unpooled.buffer(), 6, 0, 0, "12345678"));
    assertThat(told.words).as("nothing is told after the end").hasSize(said);
  }

  @Test
  void withinHead_untilGreetedAndWithinABlock_isTrue() {
    Told told = new Told();
    FrameReader reader = reader(told);
    assertThat(reader.withinHead()).isTrue();
    reader.read(greeting());
    assertThat(reader.withinHead()).isFalse();
    reader.read(frame(Unpooled.buffer(), 1, 0, 1, "x"));
    assertThat(reader.withinHead()).as("a block has begun").isTrue();
    reader.read(frame(Unpooled.buffer(), 9, 4, 1, "x"));
    assertThat(reader.withinHead()).isFalse();
    reader.read(frame(Unpooled.buffer(), 10, 1, 4, 1, "half"));
    assertThat(reader.withinHead()).as("a frame has begun").isTrue();
    reader.stop();
  }
}
