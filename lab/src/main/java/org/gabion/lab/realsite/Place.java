package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gabion.lab.load.OutsideProgram;

/// A target on this machine: its server, and how readers get at what lies there.
///
/// @param target as an operator names it
/// @param copy the folder that the copy lands in
/// @param reading serves the copy's files as they are
/// @param root of the copy below that server; begins and ends with `/`
/// @param servers all that must be ended
record Place(
    String name,
    String target,
    Path copy,
    Serving.Server reading,
    String root,
    List<Serving.Server> servers)
    implements AutoCloseable {
  private static final String USER = "anna";
  private static final String PASSWORD = "secret-of-anna";

  /// Whether the server of the copy answers with the copy's page for what is not there.
  boolean hasNotFoundPage() {
    return root.equals("/");
  }

  static Place directory(Path folder)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path copy = folder.resolve("there");
    Serving.Server reading = reader(folder, copy);
    return new Place("directory", copy.toString(), copy, reading, "/", List.of(reading));
  }

  static Place sftp(Path folder, Mirror mirror)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path copy = folder.resolve("there");
    Serving.Server ssh = Serving.ssh(folder.resolve("ssh"));
    mirror.set("GABION_SSH_KEY", folder.resolve("ssh/user").toString());
    mirror.set("GABION_KNOWN_HOSTS", folder.resolve("ssh/known").toString());
    String target = "sftp://" + System.getProperty("user.name") + "@127.0.0.1:" + ssh.port() + copy;
    Serving.Server reading = reader(folder, copy);
    return new Place("sftp", target, copy, reading, "/", List.of(reading, ssh));
  }

  static Place webDav(Path folder, Mirror mirror)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path copy = folder.resolve("there");
    Serving.Server dav = Serving.dav(folder.resolve("dav"), copy, USER, PASSWORD);
    mirror.set("GABION_TARGET_PASSWORD", PASSWORD);
    String target = "http://" + USER + "@127.0.0.1:" + dav.port() + "/";
    Serving.Server reading = reader(folder, copy);
    return new Place("webdav", target, copy, reading, "/", List.of(reading, dav));
  }

  static Place s3(Path folder, Path checkout, Mirror mirror)
      throws IOException, InterruptedException {
    BucketProxy proxy = BucketProxy.fetch(folder, checkout);
    Serving.Server writing = proxy.start(false);
    Serving.Server reading = proxy.start(true);
    mirror.set("AWS_ACCESS_KEY_ID", BucketProxy.KEY);
    mirror.set("AWS_SECRET_ACCESS_KEY", BucketProxy.SECRET);
    mirror.set("AWS_REGION", "us-east-1");
    mirror.set("GABION_S3_ENDPOINT", "http://127.0.0.1:" + writing.port());
    return new Place(
        "s3",
        "s3://" + BucketProxy.BUCKET + "/copies",
        folder.resolve("store").resolve(BucketProxy.BUCKET).resolve("copies"),
        reading,
        "/" + BucketProxy.BUCKET + "/copies/",
        List.of(reading, writing));
  }

  private static Serving.Server reader(Path folder, Path copy)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Files.createDirectories(copy);
    return Serving.nginx(
        folder.resolve("reading"), "    root " + copy + ";\n    error_page 404 /r/404.html;\n");
  }

  @Override
  public void close() {
    servers.forEach(Serving.Server::close);
  }
}
