package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.node.CopyServer;
import org.gabion.mirror.node.EventLoops;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Keys, editions and restores as an operator types them.
final class MirrorCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine gabion =
      Gabion.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  private Path mirror;
  private Path site;
  private Path passphrase;

  @BeforeEach
  void makeSite() throws IOException {
    mirror = folder.resolve("mirror");
    site = Files.createDirectories(folder.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<title>Home</title><h1>Home</h1>");
    Files.writeString(site.resolve("about.html"), "<title>About</title><h1>About</h1>");
    passphrase = folder.resolve("passphrase");
    Files.writeString(passphrase, "four words for tests\n");
  }

  @Test
  void site_foundedAndPublished_comesBackAndIsBundled() throws IOException {
    run("mirror", "init", mirror.toString());
    assertThat(out.toString())
        .contains("site id:")
        .contains("2 of 3 must meet to change a key")
        .contains("gabion-site ");
    publish();
    assertThat(mirror.resolve("copy/index.html")).content().contains("A copy of a website");
    Path back = folder.resolve("back");

    runPlain("mirror", "restore", "--from", mirror.resolve("copy").toString(), "--to", back + "");
    runPlain("mirror", "bundle", mirror.resolve("copy").toString(), "--to", folder + "/b.zip");

    assertThat(back.resolve("about.html")).hasSameBinaryContentAs(site.resolve("about.html"));
    assertThat(out.toString()).contains("Compare the site id").contains("fresh");
    assertThat(folder.resolve("b.zip")).isNotEmptyFile();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void publish_toSeveralTargets_sendsToThoseThatCanBeHad() throws IOException {
    run("mirror", "init", mirror.toString());
    Path web = folder.resolve("web");

    assertThat(
            execute(
                "mirror",
                "publish",
                mirror.toString(),
                "--from",
                site.toString(),
                "--to",
                "http://anna@127.0.0.1:9/copies/",
                "--to",
                web.toString()))
        .isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("http://127.0.0.1:9/copies/").contains("see that");
    assertThat(web.resolve(".gabion/head"))
        .hasSameBinaryContentAs(mirror.resolve("copy/.gabion/head"));
    assertThat(web.resolve("index.html")).exists();
    assertThat(
            execute(
                "mirror",
                "publish",
                mirror.toString(),
                "--from",
                site.toString(),
                "--to",
                "sftp://anna:secret@host/copies"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("GABION_TARGET_PASSWORD").doesNotContain("secret@");
  }

  @Test
  void beat_ofAPublishedEdition_isSaidAndSent() throws IOException {
    run("mirror", "init", mirror.toString());
    assertThat(execute("mirror", "beat", mirror.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("no edition yet");
    Path web = folder.resolve("web");
    run("mirror", "publish", mirror + "", "--from", site + "", "--to", web.toString());
    assertThat(web).isDirectoryContaining(file -> file.endsWith(".htaccess"));
    byte[] before = Files.readAllBytes(web.resolve(".gabion/head"));

    run("mirror", "beat", mirror.toString(), "--to", web.toString());

    assertThat(out.toString())
        .contains("edition 1 is still current")
        .contains(web + ": sent the head");
    assertThat(Files.readString(web.resolve(".gabion/head")))
        .contains("heartbeat")
        .startsWith(new String(before, java.nio.charset.StandardCharsets.US_ASCII));
    err.getBuffer().setLength(0);
    assertThat(execute("mirror", "beat", mirror + "", "--to", folder + "/empty"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("does not hold edition 1");
    assertThat(execute("mirror", "beat", mirror + "", "--days", "0")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void keys_rotatedRevokedAndAnnounced_goOnPublishing() throws IOException {
    run("mirror", "init", mirror.toString());
    publish();
    run("mirror", "keys", "rotate", mirror.toString(), "release-1");
    publish();
    run("mirror", "keys", "revoke", mirror.toString(), "root-1");
    run("mirror", "keys", "announce", mirror.toString());
    assertThat(execute("mirror", "keys", "rotate", mirror.toString(), "root-2"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("gabion mirror keys adopt");
    run("mirror", "keys", "adopt", mirror.toString());
    publish();
    out.getBuffer().setLength(0);

    run("mirror", "keys", "show", mirror.toString());

    assertThat(out.toString())
        .contains("root 5 of")
        .contains("root: 2 of root-5, root-6, root-7")
        .contains("release: 1 of release-2")
        .contains("not in use: " + mirror.resolve("keys/release-1.gabion-key"));
    runPlain(
        "mirror",
        "restore",
        "--from",
        mirror.resolve("copy").toString(),
        "--to",
        folder.resolve("back").toString());
  }

  @Test
  void faults_ofAllKinds_nameThePlaceAndTheRemedy() throws IOException {
    assertThat(execute("mirror", "publish", mirror.toString(), "--from", site.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("gabion mirror init " + mirror);
    Files.writeString(passphrase, "short\n");
    assertThat(execute("mirror", "init", mirror.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("at least 12 characters");
    assertThat(mirror.resolve("copy")).doesNotExist();
    Files.writeString(passphrase, "four words for tests\n");
    run("mirror", "init", mirror.toString(), "--single");
    assertThat(out.toString()).contains("Warning: one root key only");
    assertThat(execute("mirror", "init", mirror.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("has a root already");
    Files.writeString(passphrase, "another passphrase\n");
    assertThat(execute("mirror", "publish", mirror.toString(), "--from", site.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("the passphrase does not open");
    assertThat(mirror.resolve("copy/.gabion/head")).doesNotExist();
    assertThat(execute("mirror", "init", folder + "/other", "--holders", "Anna,ben"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'Anna' is not 1 to 32 of a-z, 0-9 and -");
  }

  @Test
  void keys_ofRosterAndHeartbeatRotated_signAnewOrSayWhatToRun() throws IOException {
    run("mirror", "init", mirror.toString());
    publish();
    run("mirror", "beat", mirror.toString());
    Path consent = folder.resolve("consent.txt");
    Files.write(
        consent,
        MirrorKey.generate()
            .consent(
                RootWalk.siteOf(new FolderSource(mirror.resolve("copy"))),
                "https://copy.example/",
                Instant.now())
            .bytes());
    run("mirror", "roster", "add", mirror.toString(), consent.toString());

    run("mirror", "keys", "rotate", mirror.toString(), "roster-1");
    run("mirror", "keys", "revoke", mirror.toString(), "heartbeat-1");

    assertThat(out.toString())
        .contains("The list of mirrors is signed by the new key, as roster 2.")
        .contains("A heartbeat by the new key says that edition 1 is still current.");
    // A key that is kept elsewhere.
    Path stick = Files.createDirectories(folder.resolve("stick"));
    Path roster = mirror.resolve("keys/roster-2.gabion-key");
    Files.move(roster, stick.resolve("roster-2.gabion-key"));
    run("mirror", "keys", "rotate", mirror.toString(), "release-1");
    assertThat(out.toString()).doesNotContain("mirror roster resign");
    run("mirror", "keys", "rotate", mirror.toString(), "roster-2");
    Path fresh = mirror.resolve("keys/roster-5.gabion-key");
    assertThat(fresh).exists();
    Files.delete(mirror.resolve("copy/.gabion/roster/3"));
    Files.move(fresh, stick.resolve("roster-5.gabion-key"));
    run("mirror", "keys", "rotate", mirror.toString(), "release-4");
    assertThat(out.toString())
        .contains("The roster key is not here.")
        .contains("gabion mirror roster resign " + mirror);
    runPlain("mirror", "roster", "show", mirror.toString());
    assertThat(out.toString())
        .contains("nobody takes it any more: gabion mirror roster resign " + mirror);
    run("mirror", "roster", "resign", mirror.toString(), "--keys", stick.toString());
    out.getBuffer().setLength(0);
    runPlain("mirror", "roster", "show", mirror.toString());
    assertThat(out.toString())
        .contains("roster 3 of")
        .contains("https://copy.example/")
        .doesNotContain("nobody takes it");
  }

  @Test
  void join_onceIntoAWebRoot_leavesACopyThatAnyServerServes() throws IOException {
    run("mirror", "init", mirror.toString());
    publish();
    Path copy = mirror.resolve("copy");
    Path web = folder.resolve("web");
    String id = RootWalk.siteOf(new FolderSource(copy)).toString();
    try (EventLoops loops = new EventLoops(1);
        CopyServer publisher =
            new CopyServer(loops, new InetSocketAddress("127.0.0.1", 0), copy, 0)) {
      runPlain(
          "mirror",
          "join",
          id + "@http://127.0.0.1:" + publisher.address().getPort() + "/",
          "--store",
          web.toString(),
          "--own",
          "http://127.0.0.2:8080/",
          "--url",
          "https://site.example",
          "--lab",
          "--once");
    }

    assertThat(web.resolve("index.html")).content().contains("https://site.example");
    assertThat(web.resolve("r/about.html")).content().contains("About");
    assertThat(web.resolve("_headers")).hasSameBinaryContentAs(copy.resolve("_headers"));
    assertThat(web.resolve("consent.txt")).exists();
    runPlain("mirror", "restore", "--from", web.toString(), "--to", folder + "/back");
  }

  @Test
  void init_withMoreSignersThanAHeadHasRoomFor_isRefused() throws IOException {
    String five = "a,b,c,d,e";
    assertThat(
            execute(
                "mirror",
                "init",
                mirror + "",
                "--release-holders",
                five,
                "--release-threshold",
                "5"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("mirrors and readers take 2048")
        .contains("at most 4 of them");
    assertThat(mirror).doesNotExist();
    assertThat(execute("mirror", "init", mirror + "", "--release-holders", "root-1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'root-1' stands twice");

    run(
        "mirror",
        "init",
        mirror + "",
        "--holders",
        "f,g",
        "--release-holders",
        five,
        "--release-threshold",
        "4");
    publish();
    run("mirror", "beat", mirror.toString());

    assertThat(Files.size(mirror.resolve("copy/.gabion/head"))).isBetween(1700L, 2048L);
    assertThat(mirror.resolve("keys/release-e.gabion-key")).exists();
  }

  private void publish() {
    run("mirror", "publish", mirror.toString(), "--from", site.toString());
  }

  /// Runs a command that wants a passphrase, and succeeds.
  private void run(String... words) {
    assertThat(execute(words)).as(err::toString).isZero();
  }

  private void runPlain(String... words) {
    assertThat(gabion.execute(words)).as(err::toString).isZero();
  }

  private int execute(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--passphrase-file";
    all[words.length + 1] = passphrase.toString();
    return gabion.execute(all);
  }
}
