package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.publish.WrittenEdition;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.rendition.WebRoot;
import org.gabion.mirror.upload.CopyUpload;
import org.gabion.mirror.upload.UploadRules;
import org.gabion.mirror.web.HostFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every target promises, against the real thing.
final class MirrorTargetContractTest {
  private static final int LIMIT = 1 << 20;

  @TempDir Path temp;

  private Optional<TargetServer> server = Optional.empty();
  private final List<MirrorTarget> opened = new ArrayList<>();

  static Stream<Class<?>> kinds() {
    return Arrays.stream(MirrorTarget.class.getPermittedSubclasses());
  }

  static Stream<Class<?>> servers() {
    return kinds().filter(kind -> kind != DirectoryTarget.class);
  }

  /// Whoever adds a target adds its real server here.
  private TargetServer start(Class<?> kind) throws Exception {
    TargetServer started =
        switch (kind.getSimpleName()) {
          case "DirectoryTarget" -> new FolderServer(temp.resolve("folder"));
          case "SftpTarget" -> new SshServer(temp.resolve("sshd"));
          case "WebDavTarget" -> new DavServer(temp.resolve("dav"));
          case "S3Target" -> new BucketServer(temp.resolve("s3"));
          default -> throw new IllegalStateException("no real server for " + kind);
        };
    server = Optional.of(started);
    return started;
  }

  private MirrorTarget open(Class<?> kind) throws Exception {
    MirrorTarget target = start(kind).target();
    opened.add(target);
    return target;
  }

  @AfterEach
  void stop() {
    opened.forEach(MirrorTarget::close);
    server.ifPresent(TargetServer::close);
  }

  private record FolderServer(Path at) implements TargetServer {
    @Override
    public MirrorTarget target() {
      return new DirectoryTarget(at, InstantSource.system());
    }

    @Override
    public MirrorTarget wrongLogin() {
      return target();
    }

    @Override
    public void kill() {
      // A folder is always there.
    }

    @Override
    public Optional<Path> folder() {
      return Optional.of(at);
    }

    @Override
    public void startAgain() {
      // A folder is always there.
    }

    @Override
    public void close() {
      // Nothing runs.
    }
  }

  private static byte[] content(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void copy_sentWhole_hasTheFilesForHostsToo(Class<?> kind) throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    OpenedCopy copy =
        new WrittenEdition(rig).html("/", "<title>Home</title>").write(1, MirrorRig.START);
    new WebRoot(rig.copy(), RenditionRules.unknownSite()).bring(copy);
    MirrorTarget target = open(kind);

    new CopyUpload(rig.copy(), temp.resolve("notes"), UploadRules.USUAL, (_, _) -> {}).run(target);

    for (var file : HostFiles.all().entrySet()) {
      assertThat(target.get(file.getKey(), LIMIT)).as(file.getKey()).hasValue(file.getValue());
    }
    assertThat(target.get("index.html", LIMIT)).isPresent();
    // What only this machine needs stays here.
    assertThat(target.list(CopyPaths.FOLDER)).containsExactly("head");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void file_thatWasPut_isThereUntilItIsDeleted(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    byte[] first = content(1 << 20, 1);
    byte[] second = content(17, 2);

    target.put(".gabion/o/ab/abcd", first);
    assertThat(target.get(".gabion/o/ab/abcd", LIMIT).orElseThrow()).isEqualTo(first);
    assertThat(target.size(".gabion/o/ab/abcd")).contains((long) first.length);
    target.put(".gabion/o/ab/abcd", second);
    assertThat(target.get(".gabion/o/ab/abcd", LIMIT).orElseThrow()).isEqualTo(second);
    target.put(".gabion/empty", new byte[0]);
    assertThat(target.get(".gabion/empty", LIMIT).orElseThrow()).isEmpty();
    target.delete(".gabion/o/ab/abcd");
    target.delete(".gabion/o/ab/abcd");
    assertThat(target.get(".gabion/o/ab/abcd", LIMIT)).isEmpty();
    assertThat(target.size(".gabion/o/ab/abcd")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void lists_tellFilesAndFolders(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put("r/news/index.html", content(3, 1));
    target.put("r/news/a-b_c.d~e.txt", content(3, 2));
    target.put("r/news/deep/er.html", content(3, 3));
    target.put("r/news/deeper/er.html", content(3, 4));

    assertThat(target.list("r/news")).containsExactly("a-b_c.d~e.txt", "index.html");
    assertThat(target.folders("r/news")).containsExactly("deep", "deeper");
    assertThat(target.list("r/nothing")).isEmpty();
    assertThat(target.folders("r/nothing")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void get_ofMoreThanTheLimit_isAFault(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put(".gabion/head", content(100, 1));

    assertThatThrownBy(() -> target.get(".gabion/head", 99))
        .isInstanceOf(TargetFault.class)
        .hasMessageContaining("larger than 99 bytes");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void puts_ofManyAtOnce_areAllThere(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int number = i;
        tasks.add(
            workers.submit(
                () -> {
                  target.put(
                      ".gabion/o/" + number % 7 + "/" + number, content(1000 + number, number));
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    }
    for (int i = 0; i < 60; i++) {
      assertThat(target.get(".gabion/o/" + i % 7 + "/" + i, LIMIT).orElseThrow())
          .isEqualTo(content(1000 + i, i));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void reader_whileAFileIsReplaced_seesOneOrTheOtherWhole(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    byte[][] versions = {content(400_000, 1), content(300_000, 2)};
    target.put(".gabion/head", versions[0]);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService reading = Executors.newSingleThreadExecutor()) {
      Future<Integer> reader =
          reading.submit(
              () -> {
                int read = 0;
                while (!done.get()) {
                  byte[] seen = target.get(".gabion/head", LIMIT).orElseThrow();
                  assertThat(Arrays.equals(seen, versions[0]) || Arrays.equals(seen, versions[1]))
                      .isTrue();
                  read++;
                }
                return read;
              });
      for (int i = 1; i <= 20; i++) {
        target.put(".gabion/head", versions[i % 2]);
      }
      done.set(true);
      assertThat(reader.get()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void server_thatIsGone_isAFaultThatMayPass(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put(".gabion/head", content(100, 1));
    server.orElseThrow().kill();

    assertThatThrownBy(() -> target.put(".gabion/head", content(100, 2)))
        .isInstanceOfSatisfying(
            TargetFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(TargetFault.Kind.PASSING);
              assertThat(fault).hasMessageContaining("can not");
            });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void names_ofAllAllowedCharacters_comeBackAsTheyWere(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    for (String name : List.of("a%20b", "a%2e%2e%2fb", "100%", "%zz", "A.b_C-d~e", "~", "0")) {
      String path = "r/" + name + "/" + name + ".html";
      target.put(path, content(30, name.hashCode()));

      assertThat(target.get(path, LIMIT).orElseThrow()).isEqualTo(content(30, name.hashCode()));
      assertThat(target.size(path)).contains(30L);
      assertThat(target.list("r/" + name)).containsExactly(name + ".html");
      assertThat(target.folders("r")).contains(name);
      target.delete(path);
      assertThat(target.list("r/" + name)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void root_isListedToo(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put("index.html", content(3, 1));
    target.put("r/index.html", content(3, 2));

    assertThat(target.list("")).containsExactly("index.html");
    assertThat(target.folders("")).containsExactly("r");
  }

  @ParameterizedTest
  @MethodSource("servers")
  void server_thatCameBack_isWrittenToAgain(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put(".gabion/head", content(100, 1));
    server.orElseThrow().kill();
    assertThatThrownBy(() -> target.put(".gabion/head", content(100, 2)))
        .isInstanceOf(TargetFault.class);

    server.orElseThrow().startAgain();

    target.put(".gabion/head", content(100, 3));
    assertThat(target.get(".gabion/head", LIMIT).orElseThrow()).isEqualTo(content(100, 3));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void login_thatIsWrong_isRefusedWithARemedyAndNoSecret(Class<?> kind) throws Exception {
    TargetServer real = start(kind);

    assertThatThrownBy(
            () -> {
              MirrorTarget target = real.wrongLogin();
              opened.add(target);
              target.put(".gabion/head", content(100, 1));
            })
        .isInstanceOfSatisfying(
            TargetFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(TargetFault.Kind.REFUSED);
              assertThat(fault).hasMessageContaining("see that");
              assertThat(fault.getMessage()).doesNotContain("a guess");
            });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void drafts_areNotListedAndGoAfterADay(Class<?> kind) throws Exception {
    MirrorTarget target = open(kind);
    target.put(".gabion/head", content(100, 1));
    Optional<Path> root = server.orElseThrow().folder();
    if (root.isEmpty()) {
      target.sweep();
      return;
    }
    String prefix =
        kind == WebDavTarget.class ? WebDavTarget.DRAFT_PREFIX : DirectoryTarget.DRAFT_PREFIX;
    Path old = root.get().resolve(".gabion/" + prefix + "old");
    Path young = root.get().resolve(".gabion/" + prefix + "young");
    Files.write(old, content(5, 1));
    Files.write(young, content(5, 2));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

    assertThat(target.list(".gabion")).containsExactly("head");
    target.sweep();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(target.get(".gabion/head", LIMIT).orElseThrow()).isEqualTo(content(100, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".gabion/head|text/plain; charset=utf-8|no-cache",
        ".gabion/o/ab/abcd|application/octet-stream|public, max-age=31536000, immutable",
        ".gabion/i/ab/abcd|text/plain; charset=utf-8|public, max-age=31536000, immutable",
        "index.html|text/html; charset=utf-8|public, max-age=60",
        "r/news/index.html|text/html; charset=utf-8|public, max-age=60",
        "r/style.css|text/css; charset=utf-8|public, max-age=60",
        "r/photo.jpg|image/jpeg|public, max-age=60",
        "r/app.js|application/octet-stream|public, max-age=60",
      })
  void bucket_readByABrowser_tellsTypeAndHowLongToKeep(String path, String type, String cache)
      throws Exception {
    BucketServer bucket = new BucketServer(temp.resolve("s3"));
    server = Optional.of(bucket);
    try (MirrorTarget target = bucket.target()) {
      target.put(path, content(30, 1));
    }

    // The bucket spells fields in its own way.
    assertThat(bucket.head(path).contentType().replace(";charset", "; charset")).isEqualTo(type);
    assertThat(bucket.head(path).cacheControl()).isEqualTo(cache);
  }
}
