package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a folder with a file of redirects is taken for.
final class DirectoryCaptureTest {
  @TempDir Path site;

  private final Map<String, String> redirects = new TreeMap<>();
  private final List<String> pages = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(site.resolve("index.html"), "home");
    Files.createDirectories(site.resolve("news"));
    Files.writeString(site.resolve("news/index.html"), "news");
  }

  private void capture(String file) throws IOException {
    Files.writeString(site.resolve("_redirects"), file);
    new DirectoryCapture(site)
        .capture(
            new CaptureSink() {
              @Override
              public Optional<InputStream> earlier(RouteKey key, Digest content) {
                return Optional.empty();
              }

              @Override
              public void page(RouteKey key, PageHead head, InputStream body) {
                pages.add(key.toString());
                head.location()
                    .ifPresent(to -> redirects.put(key.toString(), head.status() + " " + to));
              }

              @Override
              public void missed(String url, MissReason reason, String detail) {
                missed.add(url + ": " + reason + ", " + detail);
              }
            });
  }

  @Test
  void redirects_ofWholeAddresses_areKept() throws IOException {
    capture(
        """
        # where things were

        /old /news/
        /older  /news/  302   # for now
        /forced /news/ 301!
        /über /neu/ä 308
        /away https://other.example/a?b=c 307
        /old /elsewhere
        """);

    assertThat(redirects)
        .containsOnly(
            entry("/news", "301 /news/"),
            entry("/old", "301 /news/"),
            entry("/older", "302 /news/"),
            entry("/forced", "301 /news/"),
            entry("/%C3%BCber", "308 /neu/%C3%A4"),
            entry("/away", "307 https://other.example/a?b=c"));
    assertThat(missed).isEmpty();
    assertThat(pages).contains("/_redirects").doesNotHaveDuplicates();
  }

  @Test
  void redirect_ofAnAddressThatHasAFile_isNotTaken() throws IOException {
    capture("/news/ /\n/news/index.html /\n/index.html /news/ 301!\n");

    assertThat(redirects).containsOnly(entry("/news", "301 /news/"));
    assertThat(pages).doesNotHaveDuplicates();
  }

  @Test
  void lines_thatACopyCanNotFollow_areToldAsLeftOut() throws IOException {
    capture(
        """
        /blog/* /news/:splat 301
        /users/:id /people/:id
        /search id=:id /find 301
        /app /index.html 200
        /de /news/ 302 Country=de
        https://old.example/a /b
        /nowhere
        /odd /news/ soon
        """);

    assertThat(redirects).containsOnlyKeys("/news");
    assertThat(missed)
        .hasSize(8)
        .allMatch(line -> line.contains(": EXCLUDED, _redirects: "))
        .anyMatch(line -> line.startsWith("/blog/*") && line.contains("pattern"))
        .anyMatch(line -> line.startsWith("/app") && line.contains("no redirect"));
  }

  @Test
  void redirect_toNoAddress_isToldAsALoss() throws IOException {
    capture("/a https://\n/../b /news/\n");

    assertThat(redirects).containsOnlyKeys("/news");
    assertThat(missed).hasSize(2).allMatch(line -> line.contains(": BAD_ADDRESS, "));
  }
}
