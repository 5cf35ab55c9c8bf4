package org.gabion.mirror.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;

/// Reads what an operator names a target by: a folder, `sftp://user@host/path`, `https://host/path`
/// for WebDAV, or `s3://bucket/prefix`. Passwords come from the environment, never from the
/// address.
public final class Targets {
  public static final String PASSWORD = "GABION_TARGET_PASSWORD";
  public static final String KEY_FILE = "GABION_SSH_KEY";
  public static final String KNOWN_HOSTS = "GABION_KNOWN_HOSTS";
  public static final String S3_ENDPOINT = "GABION_S3_ENDPOINT";
  public static final String S3_REGION = "AWS_REGION";

  private static final String KINDS =
      "a folder, sftp://user@host/path, https://host/path/ (WebDAV) or s3://bucket/prefix";

  private final Function<String, Optional<String>> environment;
  private final Path home;
  private final InstantSource clock;

  /// @param environment gives the value of a variable
  /// @param home the operator's own folder
  public Targets(Function<String, Optional<String>> environment, Path home, InstantSource clock) {
    this.environment = environment;
    this.home = home;
    this.clock = clock;
  }

  /// Opens a target.
  ///
  /// @throws IllegalArgumentException if the text names none; it says what would be right
  /// @throws TargetFault if it can not be reached or lets nobody in
  public MirrorTarget open(String text) throws TargetFault {
    refusePassword(text);
    int colon = text.indexOf(':');
    String scheme = colon < 2 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (text.isBlank()) {
      throw new IllegalArgumentException("a target is missing; write " + KINDS);
    }
    return switch (scheme) {
      case "" -> new DirectoryTarget(Path.of(text), clock);
      case "file" -> folder(text);
      case "sftp" -> sftp(uri(text));
      case "https", "http" -> webDav(uri(text.endsWith("/") ? text : text + "/"));
      case "s3" -> s3(uri(text));
      default -> throw new IllegalArgumentException("'" + text + "' is no target; write " + KINDS);
    };
  }

  /// Before anything repeats the text: an address with a password is shown nowhere.
  private static void refusePassword(String text) {
    int slashes = text.indexOf("://");
    int at = slashes < 0 ? -1 : text.lastIndexOf('@');
    if (at >= 0 && text.substring(slashes + 3, at).indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a password does not belong into an address, where others can read it; set " + PASSWORD);
    }
  }

  private MirrorTarget folder(String text) {
    try {
      return new DirectoryTarget(Path.of(URI.create(text)), clock);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no folder of this machine; write file:/the/whole/path", e);
    }
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
        throw new IllegalArgumentException("'" + text + "' has no host, or more than a path");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no address: " + e.getReason(), e);
    }
  }

  private MirrorTarget sftp(URI uri) throws TargetFault {
    String user = uri.getUserInfo();
    if (user == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException("write user and folder: sftp://user@host/path");
    }
    Optional<String> password = environment.apply(PASSWORD);
    Optional<Path> key = environment.apply(KEY_FILE).map(Path::of);
    if (password.isEmpty() && key.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to log in with; set " + KEY_FILE + " to a key file, or " + PASSWORD);
    }
    Path known =
        environment
            .apply(KNOWN_HOSTS)
            .map(Path::of)
            .orElse(home.resolve(".ssh").resolve("known_hosts"));
    return new SftpTarget(
        new SftpTarget.Login(
            user,
            uri.getHost(),
            uri.getPort() < 0 ? 22 : uri.getPort(),
            uri.getPath(),
            password,
            key,
            known),
        clock);
  }

  private MirrorTarget webDav(URI uri) throws TargetFault {
    try {
      URI bare =
          new URI(
              uri.getScheme().toLowerCase(Locale.ROOT),
              null,
              uri.getHost(),
              uri.getPort(),
              uri.getPath(),
              null,
              null);
      return new WebDavTarget(
          bare, Optional.ofNullable(uri.getUserInfo()), environment.apply(PASSWORD), clock);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(uri + " is no address: " + e.getReason(), e);
    }
  }

  private MirrorTarget s3(URI uri) {
    String path = uri.getPath().isEmpty() ? "" : uri.getPath().substring(1);
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    return new S3Target(
        environment.apply(S3_ENDPOINT).map(URI::create),
        environment.apply(S3_REGION).orElse("us-east-1"),
        uri.getHost(),
        prefix,
        AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(), ProfileCredentialsProvider.create()));
  }
}
