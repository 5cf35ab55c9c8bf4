package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.publish.WrittenEdition;
import org.gabion.mirror.web.FileRules;
import org.gabion.mirror.web.HostFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people and hosts read of a copy, from edition to edition.
final class WebRootTest {
  private static final RenditionRules RULES = RenditionRules.unknownSite();

  @TempDir Path temp;
  private MirrorRig rig;

  @BeforeEach
  void found() throws IOException {
    rig = MirrorRig.found(temp);
  }

  private OpenedCopy edition(long number, String... pages) throws IOException {
    WrittenEdition edition = new WrittenEdition(rig);
    for (String page : pages) {
      edition.html(page, "<title>" + page + "</title><p>text of " + page);
    }
    return edition.write(number, MirrorRig.START);
  }

  private Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString();
        if (!path.startsWith(".gabion/")) {
          tree.put(path, Files.readString(file));
        }
      }
    }
    return tree;
  }

  @Test
  void edition_afterAnother_makesOnlyWhatDiffers() throws Exception {
    WebRoot web = new WebRoot(rig.copy(), RULES);
    web.bring(edition(1, "/", "/old", "/same"));

    Rendition.Rendered second = web.bring(edition(2, "/", "/new", "/same"));

    assertThat(second.unchanged()).isEqualTo(2);
    assertThat(second.deleted()).isEqualTo(1);
    assertThat(tree(rig.copy()))
        .containsOnlyKeys(
            "index.html",
            "r/index.html",
            "r/new~.html",
            "r/same~.html",
            HostFiles.HEADERS,
            HostFiles.HTACCESS,
            HostFiles.NGINX,
            HostFiles.NOJEKYLL);
  }

  @Test
  void whoeverWasCutOff_makesAllAnew() throws Exception {
    WebRoot web = new WebRoot(rig.copy(), RULES);
    web.bring(edition(1, "/", "/old"));
    Path mark = rig.copy().resolve(".gabion/.readable");
    Files.writeString(mark, "");
    Files.writeString(rig.copy().resolve("r/half.html"), "cut off");
    Files.writeString(rig.copy().resolve("r/index.html"), "of another edition");

    web.bring(edition(2, "/"));

    assertThat(tree(rig.copy()))
        .doesNotContainKeys("r/half.html", "r/old~.html")
        .hasEntrySatisfying("r/index.html", page -> assertThat(page).contains("text of /"));
    assertThat(mark).isNotEmptyFile();
  }

  @Test
  void otherRules_makeAllAnew() throws Exception {
    new WebRoot(rig.copy(), RULES).bring(edition(1, "/"));

    Rendition.Rendered again =
        new WebRoot(rig.copy(), RenditionRules.of("https://site.example")).bring(edition(2, "/"));

    assertThat(again.unchanged()).isZero();
    assertThat(rig.copy().resolve("index.html")).content().contains("https://site.example");
  }

  @Test
  void foreignFiles_areNotOverwritten() throws Exception {
    Files.writeString(rig.copy().resolve("index.html"), "<title>My own page</title>");
    OpenedCopy copy = edition(1, "/");

    assertThatThrownBy(() -> new WebRoot(rig.copy(), RULES).bring(copy))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("index.html")
        .hasMessageContaining("a folder of their own");
    assertThat(rig.copy().resolve("index.html")).content().contains("My own page");

    Files.delete(rig.copy().resolve("index.html"));
    Files.writeString(rig.copy().resolve(".htaccess"), "Redirect /x /y\n");
    Files.createDirectories(rig.copy().resolve("r"));
    Files.writeString(rig.copy().resolve("r/mine.txt"), "mine");
    new WebRoot(rig.copy(), RULES).bring(copy);
    assertThat(rig.copy().resolve(".htaccess")).content().isEqualTo("Redirect /x /y\n");
    assertThat(rig.copy().resolve("r/mine.txt")).content().isEqualTo("mine");
  }

  @Test
  void everyEnding_hasTheTypeItStandsFor() {
    Form.endings()
        .forEach(
            (ending, types) ->
                assertThat(types)
                    .as(ending)
                    .contains(FileRules.type("r/x." + ending).replace("; charset=utf-8", "")));
  }
}
