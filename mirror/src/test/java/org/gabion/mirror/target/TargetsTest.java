package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator may write for a target.
final class TargetsTest {
  private static final String SECRET = "very secret words";

  @TempDir Path temp;

  private Targets with(Map<String, String> variables) {
    return new Targets(
        name -> Optional.ofNullable(variables.get(name)), temp, InstantSource.system());
  }

  private Targets withPassword() {
    return with(Map.of(Targets.PASSWORD, SECRET));
  }

  @Test
  void folder_byPathOrAddress_isADirectory() throws Exception {
    for (String text : new String[] {temp.resolve("a b").toString(), "file:" + temp + "/a%20b"}) {
      try (MirrorTarget target = with(Map.of()).open(text)) {
        target.put("index.html", new byte[] {1});
        assertThat(target).isInstanceOf(DirectoryTarget.class);
      }
      assertThat(temp.resolve("a b/index.html")).exists();
      Files.delete(temp.resolve("a b/index.html"));
    }
  }

  @Test
  void bucketAndWebFolder_areNamedWithoutSecrets() throws Exception {
    try (MirrorTarget bucket = with(Map.of()).open("s3://bucket/a/b");
        MirrorTarget web = withPassword().open("HTTPS://anna@files.example/copies")) {
      assertThat(bucket.name()).isEqualTo("s3://bucket/a/b/");
      assertThat(web.name()).isEqualTo("https://files.example/copies/");
      assertThat(web.toString() + bucket).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://host/folder",
        "sftp://host/folder",
        "sftp://user@host",
        "sftp://user@/folder",
        "https://host/a?b=c",
        "https://host/a#b",
        "https:///a",
        "https://host/a b",
        "s3:bucket",
        "s3://",
        "file:relative",
        "file://host/folder"
      })
  void spelling_thatNamesNoTarget_isRefusedWithWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> withPassword().open(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(write|has no|is no address|a target is).*")
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp://anna:hunter2@host/folder",
        "https://anna:hunter2@host/folder",
        "https://anna:hunter2@host/with space",
        "s3://key:hunter2@bucket/folder"
      })
  void password_inTheAddress_isRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> withPassword().open(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Targets.PASSWORD)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void password_overPlainHttpToAnotherMachine_isRefused() {
    assertThatThrownBy(() -> withPassword().open("http://anna@files.example/copies"))
        .isInstanceOf(TargetFault.class)
        .hasMessageContaining("write https")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void keyFile_thatIsMissing_isNamed() throws Exception {
    SshServer ssh = new SshServer(temp.resolve("sshd"));
    try {
      Targets targets =
          with(
              Map.of(
                  Targets.KEY_FILE,
                  temp.resolve("no-such-key").toString(),
                  Targets.KNOWN_HOSTS,
                  temp.resolve("sshd/known").toString()));
      assertThatThrownBy(() -> targets.open(ssh.address()))
          .isInstanceOfSatisfying(
              TargetFault.class,
              fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.REFUSED))
          .hasMessageContaining("no-such-key")
          .hasMessageContaining(Targets.KEY_FILE);
    } finally {
      ssh.close();
    }
  }

  @Test
  void login_asPrinted_hasNoPassword() {
    SftpTarget.Login login =
        new SftpTarget.Login(
            "anna",
            "host.example",
            22,
            "/copies",
            Optional.of(SECRET),
            Optional.empty(),
            temp.resolve("known"));
    assertThat(login.toString()).isEqualTo("sftp://anna@host.example:22/copies");
  }
}
