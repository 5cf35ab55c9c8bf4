package org.gabion.mirror.target;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// S3Proxy over a folder.
final class BucketServer implements TargetServer {
  private final Path folder;
  private S3Proxy server;
  private final int port;

  BucketServer(Path folder) throws Exception {
    Files.createDirectories(folder.resolve("bucket"));
    port = RealProgram.freePort();
    this.folder = folder;
    server = started();
  }

  private S3Proxy started() throws Exception {
    S3Proxy started =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V4, "the-key", "the-secret")
            .build();
    started.start();
    return started;
  }

  private MirrorTarget as(String secret) {
    return new S3Target(
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        "us-east-1",
        "bucket",
        "copies/",
        StaticCredentialsProvider.create(AwsBasicCredentials.create("the-key", secret)));
  }

  @Override
  public MirrorTarget target() {
    return as("the-secret");
  }

  @Override
  public MirrorTarget wrongLogin() {
    return as("a guess");
  }

  @Override
  public void kill() throws Exception {
    server.stop();
  }

  @Override
  public Optional<Path> folder() {
    return Optional.empty();
  }

  @Override
  public void startAgain() throws Exception {
    server = started();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server of the bucket does not stop", e);
    }
  }
}
