package org.gabion.mirror.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.publish.WrittenEdition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which page answers for an address with a query.
final class PageLookupTest {
  @TempDir Path temp;

  private static String find(OpenedCopy copy, String path, String query) throws CopyFault {
    return PageLookup.find(copy, path, query).map(route -> route.key().toString()).orElse("-");
  }

  @Test
  void query_isCutToTheParametersThatChooseAPage() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    OpenedCopy copy =
        new WrittenEdition(rig)
            .html("/list", "one")
            .html("/list?p=2", "two")
            .html("/list?p=2&q=x", "two of x")
            .html("/only?p=1", "no page without")
            .write(1, MirrorRig.START);
    assertThat(copy.header().queryNames()).containsExactly("p", "q");
    assertThat(find(copy, "/list", "")).isEqualTo("/list");
    assertThat(find(copy, "/list", "utm_source=x&p=2&fbclid=y")).isEqualTo("/list?p=2");
    assertThat(find(copy, "/list", "q=x&p=2")).isEqualTo("/list?p=2&q=x");
    assertThat(find(copy, "/list", "%70=2")).isEqualTo("/list?p=2");
    assertThat(find(copy, "/list", "p=3")).isEqualTo("/list");
    assertThat(find(copy, "/list", "p=%zz")).isEqualTo("/list");
    assertThat(find(copy, "/only", "p=2")).isEqualTo("-");
  }

  @Test
  void names_beyondWhatAHeaderHolds_costTheirPagesAndNotTheEdition() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    WrittenEdition edition = new WrittenEdition(rig).html("/", "home");
    for (int i : IntStream.rangeClosed(1, SnapshotHeader.MAX_QUERY_NAMES + 5).toArray()) {
      edition.html("/page?name" + i + "=1", "page " + i);
    }
    OpenedCopy copy = edition.html("/page?name1=2", "again").write(1, MirrorRig.START);
    assertThat(copy.header().queryNames()).hasSize(SnapshotHeader.MAX_QUERY_NAMES);
    assertThat(copy.header().completeness().failed()).isEqualTo(5);
    assertThat(find(copy, "/page", "name1=2")).isEqualTo("/page?name1=2");
  }
}
