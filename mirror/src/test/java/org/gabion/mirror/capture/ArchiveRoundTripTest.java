package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.archive.ArchiveTitle;
import org.gabion.mirror.archive.ArchiveWriter;
import org.gabion.mirror.archive.CopyArchive;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages go into an archive and come back byte for byte.
final class ArchiveRoundTripTest {
  private static final URI SITE = URI.create("https://www.example.org/");
  private static final Instant DATE = Instant.parse("2026-11-26T20:00:00.123Z");
  private static final ArchiveTitle TITLE =
      new ArchiveTitle("Example, ä copy", SITE, DATE, "Gabion test");

  @TempDir Path temp;

  private static ArchiveWriter writer(Path file) throws IOException {
    return file.toString().endsWith(".wacz")
        ? ArchiveWriter.wacz(file, TITLE)
        : ArchiveWriter.warc(file, TITLE);
  }

  private Path write(KeptPages pages, String name) throws IOException {
    Path file = temp.resolve(name);
    try (ArchiveWriter writer = writer(file)) {
      for (Map.Entry<String, KeptPages.Kept> page : pages.pages().entrySet()) {
        writer.page(
            SITE.resolve(page.getKey()),
            DATE,
            page.getValue().head(),
            new ByteArrayInputStream(page.getValue().content()));
      }
      writer.finish();
    }
    return file;
  }

  private static KeptPages read(Path file) throws IOException {
    KeptPages kept = new KeptPages();
    new ArchiveCapture(ArchiveConfig.of(file, CrawlScope.of(SITE))).capture(kept);
    return kept;
  }

  private KeptPages folder() throws IOException {
    Path site = Files.createDirectories(temp.resolve("site"));
    Files.createDirectories(site.resolve("news"));
    Files.createDirectories(site.resolve("bilder mit ä"));
    Files.writeString(site.resolve("index.html"), "<h1>Home</h1>");
    Files.writeString(site.resolve("404.html"), "<h1>Not here</h1>");
    Files.writeString(site.resolve("news/index.html"), "<h1>News</h1>");
    Files.writeString(site.resolve("bilder mit ä/50% #1?.txt"), "odd name");
    Files.writeString(site.resolve("empty.txt"), "");
    Files.writeString(site.resolve("looks-like.txt"), "HTTP/1.1 200 OK\r\n\r\nWARC/1.1\r\n\r\n");
    byte[] large = new byte[(2 << 20) + 17];
    new Random(1).nextBytes(large);
    Files.write(site.resolve("large.bin"), large);
    KeptPages pages = new KeptPages();
    new DirectoryCapture(site).capture(pages);
    return pages;
  }

  private static Map<String, String> contents(KeptPages pages) {
    Map<String, String> contents = new TreeMap<>();
    pages
        .pages()
        .forEach(
            (key, page) ->
                contents.put(
                    key, page.head() + " " + org.gabion.core.snapshot.Digest.of(page.content())));
    return contents;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.warc.gz", "a.wacz"})
  void capture_ofWhatWasWritten_isTheSameByteForByte(String name) throws Exception {
    KeptPages before = folder();

    KeptPages after = read(write(before, name));

    assertThat(contents(after)).isEqualTo(contents(before)).hasSize(11);
    assertThat(after.missed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.warc.gz", "a.wacz"})
  void write_ofTheSamePages_givesTheSameBytes(String name) throws Exception {
    KeptPages pages = folder();
    byte[] first = Files.readAllBytes(write(pages, name));

    assertThat(write(pages, name)).hasBinaryContent(first);
  }

  @Test
  void capture_ofRandomPages_isTheSame() throws Exception {
    Random random = new Random(20261126);
    KeptPages before = new KeptPages();
    for (int i = 0; i < 300; i++) {
      byte[] content = new byte[random.nextInt(5000)];
      random.nextBytes(content);
      RouteKey key =
          RouteKey.of("/p/" + random.nextInt(1_000_000) + (i % 3 == 0 ? "/" : ".bin"))
              .orElseThrow();
      if (!before.pages().containsKey(key.toString())) {
        before.page(key, PageHead.found(Map.of()), new ByteArrayInputStream(content));
      }
    }

    assertThat(contents(read(write(before, "r.wacz")))).isEqualTo(contents(before));
    assertThat(contents(read(write(before, "r.warc.gz")))).isEqualTo(contents(before));
  }

  @Test
  void write_thatIsNotFinished_leavesNothing() throws Exception {
    for (String name : new String[] {"u.warc.gz", "u.wacz"}) {
      Files.writeString(temp.resolve(name), "what was there");
      try (ArchiveWriter writer = writer(temp.resolve(name))) {
        writer.page(SITE, DATE, PageHead.found(Map.of()), InputStream.nullInputStream());
      }
      assertThat(temp.resolve(name)).hasContent("what was there");
    }
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void write_ofWhatIsNoPageOrPlace_isRefused() throws Exception {
    try (ArchiveWriter writer = writer(temp.resolve("x.warc.gz"))) {
      assertThatThrownBy(
              () ->
                  writer.page(
                      URI.create("mailto:a@example.org"),
                      DATE,
                      PageHead.found(Map.of()),
                      InputStream.nullInputStream()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no address of a page");
    }
    assertThatThrownBy(() -> writer(temp.resolve("none/x.wacz")).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can not write")
        .hasMessageContaining("no such folder");
  }

  @Test
  void publish_ofAnArchiveOfACopy_isTheSameEdition() throws Exception {
    folder();
    MirrorRig rig = MirrorRig.found(Files.createDirectories(temp.resolve("one")));
    rig.publisher().publish(new DirectoryCapture(temp.resolve("site")), PublishRules.USUAL);
    Path wacz = temp.resolve("copy.wacz");
    FolderSource source = new FolderSource(rig.copy());
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
    try (ArchiveWriter writer = writer(wacz)) {
      long pages = CopyArchive.write(OpenedCopy.open(source, head.file().head()), SITE, writer);
      assertThat(pages).isEqualTo(11);
      writer.finish();
    }

    Publication again =
        rig.publisher()
            .publish(
                new ArchiveCapture(ArchiveConfig.of(wacz, CrawlScope.of(SITE))),
                PublishRules.USUAL);

    assertThat(again).isInstanceOf(Publication.Unchanged.class);
  }
}
