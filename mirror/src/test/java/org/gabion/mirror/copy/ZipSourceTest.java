package org.gabion.mirror.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bundles as somebody with ill will could make them.
final class ZipSourceTest {
  @TempDir Path temp;

  private Path zip(List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        if (!name.endsWith("/")) {
          zip.write(name.getBytes(StandardCharsets.UTF_8));
        }
        zip.closeEntry();
      }
    }
    return Files.write(temp.resolve("b.zip"), bytes.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/evil",
        "a/../../evil",
        "a/./b",
        "a//b",
        "..\\evil",
        "C:evil",
        "C:\\evil",
        "..",
        "a\u0001b",
        "//evil",
        "a/../"
      })
  void open_aNameThatLeavesItsFolder_isRefused(String name) throws Exception {
    Path zip = zip(List.of(".gabion/head", name));

    assertThatThrownBy(() -> ZipSource.open(zip).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.zip is refused")
        .hasMessageContaining("outside its folder");
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        Arguments.of(".gabion/Head", ".gabion/head"),
        Arguments.of(".GABION/root/1", ".gabion/head"),
        Arguments.of("r/\u00e4", "r/a\u0308"),
        Arguments.of("r/stra\u00dfe", "r/STRASSE"),
        Arguments.of("a", "A/b"),
        Arguments.of("a/b/", "A/B"));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void open_twoNamesThatSomeDisksTakeForOne_isRefused(String one, String other) throws Exception {
    Path zip = zip(List.of(one, other));

    assertThatThrownBy(() -> ZipSource.open(zip).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("would be one on some disks");
  }

  @Test
  void open_aNameThatIsThereTwice_isRefused() throws Exception {
    Path zip = zip(List.of(".gabion/head", ".gabion/hea2"));
    String patched =
        Files.readString(zip, StandardCharsets.ISO_8859_1).replace(".gabion/hea2", ".gabion/head");
    Files.writeString(zip, patched, StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> ZipSource.open(zip).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'.gabion/head' is in it twice");
  }

  @Test
  void fetch_ofABomb_readsNoMoreThanItsKindMayHold() throws Exception {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temp.resolve("b.zip")))) {
      zip.putNextEntry(new ZipEntry(".gabion/head"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }

    try (ZipSource source = ZipSource.open(temp.resolve("b.zip"))) {
      assertThatThrownBy(() -> source.fetch(".gabion/head", 2048))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("larger than 2048 bytes");
    }
  }

  @Test
  void open_aListThatSaysItIsHuge_isRefusedUnread() throws Exception {
    Path zip = zip(List.of(".gabion/head"));
    byte[] bytes = Files.readAllBytes(zip);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 10, 0x7fff_ffff);
    Files.write(zip, bytes);

    assertThatThrownBy(() -> ZipSource.open(zip).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more files than any copy has");
  }

  @Test
  void open_ofAnyDamagedFile_isRefusedOrReadAsABundle() throws Exception {
    byte[] whole = Files.readAllBytes(zip(List.of(".gabion/head", "r/x", "README.txt")));
    long seed = 4;
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(temp.resolve("d.zip"), damaged);
      try (ZipSource source = ZipSource.open(file)) {
        assertThat(source.name()).endsWith("d.zip");
        source.fetch(".gabion/head", 100).ifPresent(b -> assertThat(b).hasSizeLessThan(101));
      } catch (IOException e) {
        assertThat(e).as("seed %d, round %d", seed, round).hasMessageContaining("d.zip");
      }
    }
  }

  @Test
  void open_whatIsNoZip_saysWhatItIs() throws Exception {
    Path text = Files.writeString(temp.resolve("b.zip"), "hello");

    assertThatThrownBy(() -> ZipSource.open(text).close()).hasMessageContaining("is no zip file");
    assertThatThrownBy(() -> ZipSource.open(temp.resolve("none.zip")).close())
        .hasMessageContaining("there is no file");
    Path other = zip(List.of("README.txt"));
    assertThatThrownBy(() -> ZipSource.open(other).close())
        .hasMessageContaining("is no bundle: it has no .gabion/head");
  }

  @Test
  void open_aBundleWithAFolderAround_isReadAllTheSame() throws Exception {
    try (ZipSource source =
        ZipSource.open(zip(List.of("stick/", "stick/.gabion/head", "__MACOSX/x")))) {
      assertThat(source.fetch(".gabion/head", 100)).isPresent();
      assertThat(source.fetch(".gabion/none", 100)).isEmpty();
    }
  }

  @Test
  void parse_ofSources_takesABundleByItsEnding() throws Exception {
    Path zip = zip(List.of(".gabion/head"));

    Source source = Sources.parse(zip.toString());

    assertThat(source).isInstanceOf(ZipSource.class);
    ((ZipSource) source).close();
    Path bad = zip(List.of("../x"));
    assertThatThrownBy(() -> Sources.parse(bad.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is refused");
  }
}
