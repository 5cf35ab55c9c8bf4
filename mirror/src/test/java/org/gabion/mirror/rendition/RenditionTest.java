package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.RosterChange;
import org.gabion.mirror.publish.WrittenEdition;
import org.gabion.mirror.target.DirectoryTarget;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a rendition hands to its sink, from one edition to the next.
final class RenditionTest {
  private static final RenditionRules RULES = RenditionRules.of("https://plain.example");

  @TempDir Path temp;
  private MirrorRig rig;

  @BeforeEach
  void found() throws IOException {
    rig = MirrorRig.found(temp);
  }

  /// Keeps files in memory, and notes what was done.
  private static final class Kept implements RenditionSink {
    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<String> done = new ArrayList<>();

    @Override
    public void put(String path, Content content) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      content.writeTo(bytes);
      files.put(path, bytes.toString(StandardCharsets.UTF_8));
      done.add("put " + path);
    }

    @Override
    public void delete(String path) {
      files.remove(path);
      done.add("delete " + path);
    }
  }

  private WrittenEdition site() throws IOException {
    return new WrittenEdition(rig)
        .html("/", "<title>Home</title><a href=/a>a</a><a href=/new>new</a>")
        .html("/a", "<title>A</title><a href=/>home</a>")
        .text("/x.css", "text/css", "a{b:c}");
  }

  @Test
  void render_twice_givesTheSameBytes() throws Exception {
    OpenedCopy copy = LinkSite.of(rig, "http://tracker.example/").write(1, MirrorRig.START);
    Kept first = new Kept();
    Kept second = new Kept();

    new Rendition(copy, RULES).render(first);
    Rendition.Rendered rendered = new Rendition(copy, RULES).render(second);

    assertThat(second.files).isEqualTo(first.files);
    assertThat(rendered.leftOut()).as("the script").isEqualTo(1);
    assertThat(first.files.get("index.html")).doesNotContain("tracker.example");
  }

  @Test
  void render_afterAChange_writesOnlyWhatDiffers() throws Exception {
    Kept kept = new Kept();
    OpenedCopy one = site().write(1, MirrorRig.START);
    new Rendition(one, RULES).render(kept);
    String a = kept.files.get("r/a~.html");
    kept.done.clear();
    OpenedCopy two =
        site()
            .html("/other", "<title>Other</title>")
            .write(2, MirrorRig.START.plus(Duration.ofDays(1)));

    Rendition.Rendered rendered = new Rendition(two, RULES).render(kept, one);

    assertThat(kept.done).containsExactlyInAnyOrder("put r/other~.html", "put index.html");
    assertThat(rendered).isEqualTo(new Rendition.Rendered(2, 3, 0, 0));
    assertThat(kept.files.get("r/a~.html")).isEqualTo(a).contains("edition 1");
    assertThat(kept.files.get("index.html")).contains("27 November 2026");
  }

  @Test
  void render_whenALinkedPageComesAndGoes_rewritesThePagesThatLinkToIt() throws Exception {
    Kept kept = new Kept();
    OpenedCopy one = site().write(1, MirrorRig.START);
    new Rendition(one, RULES).render(kept);
    kept.done.clear();
    OpenedCopy two = site().html("/new", "<title>New</title>").write(2, MirrorRig.START);

    new Rendition(two, RULES).render(kept, one);

    assertThat(kept.done)
        .containsExactlyInAnyOrder("put r/index.html", "put r/new~.html", "put index.html");
    kept.done.clear();
    new Rendition(site().write(3, MirrorRig.START), RULES).render(kept, two);
    assertThat(kept.done)
        .containsExactlyInAnyOrder("put r/index.html", "put index.html", "delete r/new~.html");
    assertThat(kept.files.get("r/index.html")).contains("https://plain.example/new");
  }

  @Test
  void render_ofAnUnknownSite_leavesNoLinkToNowhere() throws Exception {
    Kept kept = new Kept();

    new Rendition(site().write(1, MirrorRig.START), RenditionRules.unknownSite()).render(kept);

    assertThat(kept.files.get("r/index.html"))
        .contains("<a rel=\"noreferrer\">new<span class=\"gabion-mark\" lang=\"en\"> (not in this");
  }

  @Test
  void render_intoAFolder_touchesOnlyWhatChanged() throws Exception {
    Path folder = temp.resolve("out");
    new Rendition(site().write(1, MirrorRig.START), RULES).render(new FolderSink(folder));
    java.nio.file.attribute.FileTime old = java.nio.file.attribute.FileTime.fromMillis(1000);
    java.nio.file.Files.setLastModifiedTime(folder.resolve("r/x.css"), old);

    new Rendition(site().write(1, MirrorRig.START), RULES).render(new FolderSink(folder));

    assertThat(java.nio.file.Files.getLastModifiedTime(folder.resolve("r/x.css"))).isEqualTo(old);
  }

  @Test
  void render_ontoATarget_isTheSameAsIntoAFolder() throws Exception {
    OpenedCopy copy = site().write(1, MirrorRig.START);
    Kept kept = new Kept();
    new Rendition(copy, RULES).render(kept);
    try (DirectoryTarget target = new DirectoryTarget(temp.resolve("target"), rig.clock())) {
      new Rendition(copy, RULES).render(new TargetSink(target));

      for (String path : kept.files.keySet()) {
        assertThat(target.get(path, 1 << 20).orElseThrow())
            .asString(StandardCharsets.UTF_8)
            .isEqualTo(kept.files.get(path));
      }
    }
  }

  @Test
  void render_ofASiteWithMirrors_namesThem() throws Exception {
    MirrorKey key = MirrorKey.generate();
    String url = "https://friend.example/copy/";
    new RosterChange(rig.copy(), rig.ring(), rig.clock())
        .add(List.of(key.consent(rig.site(), url, MirrorRig.START)));
    Path site = java.nio.file.Files.createDirectories(temp.resolve("site"));
    java.nio.file.Files.writeString(site.resolve("index.html"), "<p>Home");
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    FolderSource source = new FolderSource(rig.copy());
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
    Kept kept = new Kept();

    new Rendition(OpenedCopy.open(source, head.file().head()), RULES).render(kept);

    assertThat(kept.files.get("index.html"))
        .contains("Other copies", "<a href=\"" + url + "\" rel=\"noreferrer\">" + url + "</a>");
  }

  @Test
  void render_ofAFileThatIsTooLarge_leavesItOutAndSaysSo() throws Exception {
    Kept kept = new Kept();
    OpenedCopy copy =
        new WrittenEdition(rig)
            .html("/", "<a href=/film.mp4>film</a>")
            .page("/film.mp4", 200, "video/mp4", new byte[5000])
            .write(1, MirrorRig.START);

    Rendition.Rendered rendered = new Rendition(copy, RULES.withMostBytes(4000)).render(kept);

    assertThat(rendered.leftOut()).isEqualTo(1);
    assertThat(kept.files.get("r/index.html"))
        .contains("https://plain.example/film.mp4", "(not in this copy)");
  }

  private OpenedCopy withNotFound(int edition, String css) throws IOException {
    return site()
        .text("/y.css", "text/css", css)
        .page(
            "/.gabion-not-found",
            404,
            "text/html",
            ("<link rel=stylesheet href=/y.css><title>No</title><a href=/a>a</a> <a href=#b>b</a>"
                    + "<img src=/large.png alt=view><img src=/small.png alt=small>"
                    + "<meta http-equiv=refresh content='3;url=/'>")
                .getBytes(StandardCharsets.UTF_8))
        .page("/large.png", 200, "image/png", new byte[CarriedFiles.MOST])
        .page("/small.png", 200, "image/png", LinkSite.PIXEL)
        .write(edition, MirrorRig.START);
  }

  @Test
  void notFound_ofAnUnknownSite_hasNoAddressThatWouldNotHold() throws Exception {
    Kept kept = new Kept();

    new Rendition(withNotFound(1, "i{j:k}</style><script>1</script>"), RenditionRules.unknownSite())
        .render(kept);

    Document page = Jsoup.parse(kept.files.get("r/404.html"));
    assertThat(page.select("[href], [src], [srcset]").stream())
        .allSatisfy(
            element ->
                assertThat(element.hasAttr("href") ? element.attr("href") : element.attr("src"))
                    .matches("#b|data:.*"));
    assertThat(page.select("style, script").eachText()).isEmpty();
    assertThat(page.select("script, meta[http-equiv=refresh]")).isEmpty();
    assertThat(page.selectFirst("style").data()).startsWith("i{j:k}");
    assertThat(page.text()).contains("[image not in this copy: view]", "a", "b");
    assertThat(page.select("img[alt=small]").attr("src")).startsWith("data:image/png;base64,");
    assertThat(kept.files.get("r/404.html").length()).isLessThan(CarriedFiles.MOST / 4);
  }

  @Test
  void notFound_whoseStyleChanged_isMadeAnew() throws Exception {
    Kept kept = new Kept();
    OpenedCopy one = withNotFound(1, "a{b:c}");
    new Rendition(one, RULES).render(kept);
    kept.done.clear();

    new Rendition(withNotFound(2, "d{e:f}"), RULES).render(kept, one);

    assertThat(kept.done)
        .containsExactlyInAnyOrder("put r/y.css", "put r/404.html", "put index.html");
    assertThat(kept.files.get("r/404.html")).contains("d{e:f}").doesNotContain("a{b:c}");
  }
}
