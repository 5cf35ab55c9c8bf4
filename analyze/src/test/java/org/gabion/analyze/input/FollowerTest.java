package org.gabion.analyze.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
  @TempDir Path folder;
  private Path log;
  private final Seen seen = new Seen();

  @BeforeEach
  void begin() throws IOException {
    log = folder.resolve("access.log");
    Files.writeString(log, "one\ntwo\n");
  }

  @Test
  void poll_growingFile_showsWholeLinesOnce() throws IOException {
    try (Follower follower = new Follower(log)) {
      follower.poll(seen);
      append("thr");
      follower.poll(seen);
      assertThat(seen.lines).containsExactly("one", "two");

      append("ee\nfour\n");
      follower.poll(seen);
      follower.poll(seen);

      assertThat(seen.lines).containsExactly("one", "two", "three", "four");
      assertThat(follower.rotations()).isZero();
    }
  }

  @Test
  void poll_renamedAndMadeAgain_readsTheOldToItsEndAndGoesOnWithTheNew() throws IOException {
    try (Follower follower = new Follower(log)) {
      follower.poll(seen);
      Path old = Files.move(log, folder.resolve("access.log.1"));
      Files.writeString(old, "late\n", StandardOpenOption.APPEND);
      follower.poll(seen);
      Files.writeString(old, "later, without an end", StandardOpenOption.APPEND);
      Files.writeString(log, "new\n");
      follower.poll(seen);
      append("newer\n");
      follower.poll(seen);

      assertThat(seen.lines)
          .containsExactly("one", "two", "late", "later, without an end", "new", "newer");
      assertThat(follower.rotations()).isEqualTo(1);
    }
  }

  @Test
  void poll_copiedAndCut_beginsAgain() throws IOException {
    try (Follower follower = new Follower(log)) {
      follower.poll(seen);
      copyAndCut();
      append("x\n");
      follower.poll(seen);

      assertThat(seen.lines).containsExactly("one", "two", "x");
      assertThat(follower.rotations()).isEqualTo(1);
    }
  }

  @Test
  void poll_cutAndGrownBeyondThePlaceReached_beginsAgain() throws IOException {
    try (Follower follower = new Follower(log)) {
      follower.poll(seen);
      copyAndCut();
      append("a longer line than all that was there\n");
      follower.poll(seen);

      assertThat(seen.lines).containsExactly("one", "two", "a longer line than all that was there");
    }
  }

  @Test
  void poll_manyShortReads_knowTheBytesBefore() throws IOException {
    try (Follower follower = new Follower(log)) {
      for (int i = 0; i < 100; i++) {
        append(i + "\n");
        follower.poll(seen);
      }

      assertThat(seen.lines).hasSize(102);
      assertThat(follower.rotations()).isZero();
    }
  }

  @Test
  void poll_lineBeyondTheBound_isToldOnceAndPassedOver() throws IOException {
    try (Follower follower = new Follower(log, 100_000)) {
      follower.poll(seen);
      append("y".repeat(900_000));
      follower.poll(seen);
      append("y\nafter\n");
      follower.poll(seen);

      assertThat(seen.lines).containsExactly("one", "two", "after");
      assertThat(seen.tooLong).isEqualTo(1);
    }
  }

  @Test
  void follower_fileThatIsNotThere_saysWhich() {
    assertThatThrownBy(() -> new Follower(folder.resolve("no.log")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no.log does not exist");
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  private void copyAndCut() throws IOException {
    Files.copy(log, folder.resolve("access.log.1"), StandardCopyOption.REPLACE_EXISTING);
    Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
  }

  private static final class Seen implements LineSink {
    private final List<String> lines = new ArrayList<>();
    private int tooLong;

    @Override
    public void line(byte[] bytes, int from, int to) {
      lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void tooLong(byte[] bytes, int from, int to) {
      tooLong++;
    }
  }
}
