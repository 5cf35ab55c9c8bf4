package org.gabion.mirror.target;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.mirror.web.FileRules;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket that speaks S3. A put is whole or not at all by itself, so there are no drafts.
public final class S3Target implements MirrorTarget {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /// @param endpoint of a service other than Amazon's; its buckets are named in the path
  /// @param prefix of all keys; empty, or ends with `/`
  public S3Target(
      Optional<URI> endpoint,
      String region,
      String bucket,
      String prefix,
      AwsCredentialsProvider credentials) {
    var builder =
        S3Client.builder()
            .region(Region.of(region))
            .credentialsProvider(credentials)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(TIMEOUT)
                    .build())
            .overrideConfiguration(
                over -> over.apiCallTimeout(TIMEOUT.multipliedBy(2)).apiCallAttemptTimeout(TIMEOUT))
            .forcePathStyle(endpoint.isPresent());
    endpoint.ifPresent(builder::endpointOverride);
    this.client = builder.build();
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public String name() {
    return "s3://" + bucket + "/" + prefix;
  }

  @Override
  public void put(String path, byte[] content) throws TargetFault {
    try {
      client.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(prefix + path)
                  .contentType(FileRules.type(path))
                  .cacheControl(FileRules.cache(path)),
          RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw fault("put", path, e);
    }
  }

  @Override
  public Optional<byte[]> get(String path, int limit) throws TargetFault {
    byte[] content;
    try {
      // Read within the call, so that its timeouts cover the body too.
      content =
          client.getObject(
              request -> request.bucket(bucket).key(prefix + path),
              (_, in) -> {
                byte[] read = in.readNBytes(limit + 1);
                if (read.length > limit) {
                  in.abort();
                }
                return read;
              });
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw fault("get", path, e);
    }
    if (content.length > limit) {
      throw new TargetFault(
          TargetFault.Kind.REFUSED,
          name()
              + path
              + " is larger than "
              + limit
              + " bytes; it is no file of a copy, remove it");
    }
    return Optional.of(content);
  }

  @Override
  public Optional<Long> size(String path) throws TargetFault {
    try {
      return Optional.of(
          client.headObject(request -> request.bucket(bucket).key(prefix + path)).contentLength());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw fault("look at", path, e);
    }
  }

  @Override
  public List<String> list(String folder) throws TargetFault {
    String at = folder.isEmpty() ? prefix : prefix + folder + "/";
    List<String> names = new ArrayList<>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(at).delimiter("/"))
          .contents()
          .stream()
          .map(S3Object::key)
          .map(key -> key.substring(at.length()))
          .filter(name -> !name.isEmpty())
          .forEach(names::add);
    } catch (SdkException e) {
      throw fault("list", folder, e);
    }
    names.sort(null);
    return names;
  }

  @Override
  public List<String> folders(String folder) throws TargetFault {
    String at = folder.isEmpty() ? prefix : prefix + folder + "/";
    List<String> names = new ArrayList<>();
    try {
      client
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(at).delimiter("/"))
          .commonPrefixes()
          .stream()
          .map(CommonPrefix::prefix)
          .map(key -> key.substring(at.length(), key.length() - 1))
          .forEach(names::add);
    } catch (SdkException e) {
      throw fault("list", folder, e);
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String path) throws TargetFault {
    try {
      client.deleteObject(request -> request.bucket(bucket).key(prefix + path));
    } catch (SdkException e) {
      throw fault("delete", path, e);
    }
  }

  @Override
  public void sweep() {
    // There are no drafts.
  }

  private TargetFault fault(String what, String path, SdkException cause) {
    String text = "can not " + what + " " + name() + path + ": " + cause.getMessage();
    if (cause instanceof SdkServiceException service) {
      int status = service.statusCode();
      if (status == 507) {
        return new TargetFault(
            TargetFault.Kind.FULL, text + "; free space there, then publish again", cause);
      }
      boolean passing = status >= 500 || status == 408 || status == 429;
      return new TargetFault(
          passing ? TargetFault.Kind.PASSING : TargetFault.Kind.REFUSED,
          passing
              ? text
              : text
                  + "; see that bucket, region and the keys in AWS_ACCESS_KEY_ID and"
                  + " AWS_SECRET_ACCESS_KEY are right",
          cause);
    }
    boolean keys =
        cause instanceof SdkClientException
            && String.valueOf(cause.getMessage()).contains("credentials");
    return new TargetFault(
        keys ? TargetFault.Kind.REFUSED : TargetFault.Kind.PASSING,
        keys ? text + "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" : text,
        cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
