package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gabion.mirror.capture.WarcBuilder.SITE;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gabion.mirror.archive.ArchiveLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// WACZ files as others make them, and as somebody with ill will could make them.
final class WaczTest {
  private static final String LIST = "datapackage.json";
  private static final String WARC = "archive/data.warc.gz";

  @TempDir Path temp;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  @BeforeEach
  void begin() {
    entries.put(WARC, WarcBuilder.packed().page("/", "home").page("/a", "a").bytes());
    entries.put("pages/pages.jsonl", WarcBuilder.latin("{}\n"));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String listed(Map<String, byte[]> entries) throws Exception {
    StringBuilder list = new StringBuilder("{\"profile\":\"data-package\",\"resources\":[");
    String comma = "";
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      list.append(comma)
          .append("{\"name\":\"x\",\"path\":\"")
          .append(entry.getKey().replace("\\", "\\\\"))
          .append("\",\"hash\":\"sha256:")
          .append(sha256(entry.getValue()))
          .append("\",\"bytes\":")
          .append(entry.getValue().length)
          .append('}');
      comma = ",";
    }
    return list + "]}";
  }

  private Path write(String list, boolean stored) throws Exception {
    Map<String, byte[]> all = new LinkedHashMap<>(entries);
    if (!list.isEmpty()) {
      all.put(LIST, list.getBytes(StandardCharsets.UTF_8));
    }
    Path file = temp.resolve("w.wacz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : all.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(each.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static KeptPages capture(Path file, ArchiveLimits limits) throws IOException {
    KeptPages kept = new KeptPages();
    new ArchiveCapture(
            ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/"))).withLimits(limits))
        .capture(kept);
    return kept;
  }

  private static KeptPages capture(Path file) throws IOException {
    return capture(file, ArchiveLimits.USUAL);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void capture_ofAWacz_takesThePagesOfItsWarcFiles(boolean stored) throws Exception {
    entries.put("archive/more.warc", WarcBuilder.plain().page("/b", "b").bytes());

    KeptPages kept = capture(write(listed(entries), stored));

    assertThat(kept.pages()).containsOnlyKeys("/", "/a", "/b");
    assertThat(kept.page("/b").text()).isEqualTo("b");
  }

  @Test
  void capture_ofAChangedFile_isRefused() throws Exception {
    String list = listed(entries);
    entries.put(WARC, WarcBuilder.packed().page("/", "forged").bytes());
    Path file = write(list, true);

    assertThatThrownBy(() -> capture(file))
        .hasMessageContaining("w.wacz is refused")
        .hasMessageContaining("digest does not match datapackage.json")
        .hasMessageContaining("get it again");
  }

  @Test
  void capture_ofAChangedList_isRefusedIfItsDigestIsThere() throws Exception {
    String list = listed(entries);
    entries.put(
        "datapackage-digest.json",
        WarcBuilder.latin(
            "{\"path\":\"datapackage.json\",\"hash\":\"sha256:" + sha256(new byte[0]) + "\"}"));
    Path file = write(list, true);

    assertThatThrownBy(() -> capture(file)).hasMessageContaining("datapackage-digest.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; has no datapackage.json",
        "nonsense; is no JSON",
        "{}; does not stand in datapackage.json",
        "{\"resources\":[{\"path\":\"archive/data.warc.gz\"}]}; does not name path, sha256 and"
            + " bytes",
        "[]; does not stand in datapackage.json"
      })
  void capture_ofAListThatIsNone_isRefused(String list, String why) throws Exception {
    Path file = write(list, true);

    assertThatThrownBy(() -> capture(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("w.wacz is refused")
        .hasMessageContaining(why.strip());
  }

  @Test
  void capture_ofAFileThatIsListedAndMissing_isRefused() throws Exception {
    String list = listed(entries);
    entries.remove("pages/pages.jsonl");
    Path file = write(list, true);

    assertThatThrownBy(() -> capture(file))
        .hasMessageContaining("stands in datapackage.json and is not there");
  }

  @ParameterizedTest
  @CsvSource({
    "../evil.warc, outside its folder",
    "archive/../../evil.warc, outside its folder",
    "/etc/evil.warc, outside its folder",
    "archive\\..\\evil.warc, outside its folder",
    "archive/DATA.warc.gz, would be one on some disks",
    "ARCHIVE/other.warc.gz, would be one on some disks",
    "archive/inner.wacz, is an archive within it",
    "archive/inner.zip, is an archive within it",
    "archive/hidden.warc, an archive within an archive"
  })
  void capture_ofNamesAndNests_isRefused(String name, String why) throws Exception {
    entries.put(name, new byte[] {'P', 'K', 3, 4, 0});
    Path file = write(listed(entries), true);

    assertThatThrownBy(() -> capture(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("w.wacz")
        .hasMessageContaining(why);
    assertThat(temp.resolve("../evil.warc")).doesNotExist();
  }

  @Test
  void capture_ofANameThatIsThereTwice_isRefused() throws Exception {
    entries.put("archive/dat2.warc.gz", new byte[] {'x'});
    Map<String, byte[]> twice = new TreeMap<>(entries);
    Path file = write(listed(twice), true);
    String patched =
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .replace("archive/dat2.warc.gz", "archive/data.warc.gz");
    Files.writeString(file, patched, StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> capture(file)).hasMessageContaining("is in it twice");
  }

  @Test
  void capture_ofBombs_isRefused() throws Exception {
    entries.put("archive/zeros.warc", new byte[24 << 20]);
    Path file = write(listed(entries), false);
    ArchiveLimits small = ArchiveLimits.USUAL.withSizes(1 << 20, 10 << 20, 1_000_000);

    assertThatThrownBy(() -> capture(file)).hasMessageContaining("200 times its size");
    assertThatThrownBy(() -> capture(file, small))
        .hasMessageContaining("unpacks to more than " + (10 << 20) + " bytes");
  }

  @Test
  void capture_ofTooManyFiles_isRefused() throws Exception {
    for (int i = 0; i < 20; i++) {
      entries.put("x/" + i, new byte[0]);
    }
    Path file = write(listed(entries), true);

    assertThatThrownBy(() -> capture(file, ArchiveLimits.USUAL.withCounts(10, 100, 10)))
        .hasMessageContaining("more files than any web archive has");
  }

  @Test
  void capture_ofAnUnpackedWarc_leavesNoTemporaryFile() throws Exception {
    long before = temporaryFolders();

    capture(write(listed(entries), false));
    entries.put("archive/not.warc", new byte[] {'n', 'o'});
    Path bad = write(listed(entries), false);
    assertThatThrownBy(() -> capture(bad)).hasMessageContaining("is no WARC");

    assertThat(temporaryFolders()).isEqualTo(before);
  }

  private static long temporaryFolders() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("gabion-wacz")).count();
    }
  }
}
