package org.gabion.mirror.target;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

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
        credentials(secret));
  }

  private static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("the-key", secret));
  }

  /// What the bucket answers to whoever reads an object of the copy.
  HeadObjectResponse head(String path) {
    try (S3Client reader =
        S3Client.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://127.0.0.1:" + port))
            .forcePathStyle(true)
            .credentialsProvider(credentials("the-secret"))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      return reader.headObject(request -> request.bucket("bucket").key("copies/" + path));
    }
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
