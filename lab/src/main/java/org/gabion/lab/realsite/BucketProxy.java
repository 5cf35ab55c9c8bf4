package org.gabion.lab.realsite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gabion.lab.demo.Child;
import org.gabion.lab.load.LoopbackSockets;

/// S3Proxy, a server that speaks S3, fetched by Maven into the run's folder: its libraries would
/// change how this program logs. One thread.
final class BucketProxy {
  static final String KEY = "the-key";
  static final String SECRET = "the-secret";
  static final String BUCKET = "bucket";

  private static final String VERSION = "4.1.0";
  private static final String COPY_DEPENDENCIES =
      "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies";
  private static final Duration FETCH = Duration.ofMinutes(5);

  private final Path folder;

  private BucketProxy(Path folder) {
    this.folder = folder;
  }

  /// Fetches it.
  ///
  /// @param checkout has Maven's launcher
  static BucketProxy fetch(Path folder, Path checkout) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("store").resolve(BUCKET));
    StringBuilder exclusions = new StringBuilder();
    // Stores in other clouds, and what measures them: only its store in a folder is used.
    for (String group : List.of("com.azure", "com.google.cloud", "com.github.openstack4j.core")) {
      exclusions.append("<exclusion><groupId>").append(group);
      exclusions.append("</groupId><artifactId>*</artifactId></exclusion>");
    }
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.gabion.lab</groupId>
          <artifactId>bucket</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencies>
            <dependency>
              <groupId>org.gaul</groupId>
              <artifactId>s3proxy</artifactId>
              <version>%s</version>
              <exclusions>%s
                <exclusion>
                  <groupId>io.opentelemetry</groupId>
                  <artifactId>opentelemetry-exporter-prometheus</artifactId>
                </exclusion>
              </exclusions>
            </dependency>
          </dependencies>
        </project>
        """
            .formatted(VERSION, exclusions));
    Files.writeString(
        folder.resolve("logback.xml"), "<configuration><root level=\"ERROR\"/></configuration>\n");
    Ran.run(
            List.of(
                checkout.resolve("mvnw").toString(),
                "-B",
                "-q",
                "-f",
                folder.resolve("pom.xml").toString(),
                COPY_DEPENDENCIES,
                "-DoutputDirectory=" + folder.resolve("lib")),
            folder,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            FETCH)
        .wellEnded("fetching S3Proxy");
    return new BucketProxy(folder);
  }

  /// Starts it; all of them share one bucket.
  ///
  /// @param open whether anybody may read and write
  Serving.Server start(boolean open) throws IOException, InterruptedException {
    int port = LoopbackSockets.freePort();
    String name = open ? "open" : "closed";
    List<String> lines = new ArrayList<>();
    lines.add("s3proxy.endpoint=http://127.0.0.1:" + port);
    lines.add("jclouds.provider=filesystem-nio2");
    lines.add("jclouds.filesystem.basedir=" + folder.resolve("store"));
    lines.add("s3proxy.authorization=" + (open ? "none" : "aws-v4"));
    if (!open) {
      lines.add("s3proxy.identity=" + KEY);
      lines.add("s3proxy.credential=" + SECRET);
    }
    Path properties = folder.resolve(name + ".properties");
    Files.write(properties, lines);
    Child process =
        Child.start(
            "S3Proxy",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                folder + File.pathSeparator + folder.resolve("lib") + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString()),
            Map.of(),
            folder.resolve(name + ".txt"),
            _ -> {});
    return Serving.listening(process, port);
  }
}
