package org.gabion.analyze.rules;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A real server on loopback that serves everything, with one snippet for each of its addresses:
/// 127.0.1.1, 127.0.1.2 ...
final class LocalServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private LocalServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  InetSocketAddress address(int index) {
    return new InetSocketAddress(host(index), port);
  }

  private static String host(int index) {
    return "127.0.1." + (index + 1);
  }

  /// Starts it, or skips the test where it is not installed.
  static LocalServer start(RuleTarget target, List<Snippet> snippets, Path folder)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host(0)))) {
      port = free.getLocalPort();
    }
    List<String> command =
        switch (target) {
          case NginxRules nginx -> nginx(snippets, folder, port);
          case HaproxyRules haproxy -> haproxy(snippets, folder, port);
          case ApacheRules apache -> apache(snippets, folder, port);
          case NftablesRules nft -> throw new IllegalArgumentException("no server");
          case CloudflareRules cloudflare -> throw new IllegalArgumentException("no server");
        };
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    LocalServer server = new LocalServer(process, port);
    for (int i = 0; i < 200; i++) {
      if (!process.isAlive()) {
        break;
      }
      try (Socket socket = new Socket()) {
        socket.connect(server.address(snippets.size() - 1), 1000);
        return server;
      } catch (IOException e) {
        Thread.sleep(25);
      }
    }
    server.close();
    throw new IOException("did not start: " + Files.readString(folder.resolve("output.txt")));
  }

  static String program(String name, String debianPackage) {
    return program(List.of(name), debianPackage);
  }

  private static String program(List<String> names, String debianPackage) {
    Optional<Path> found = RealProgram.locate(names);
    assumeTrue(found.isPresent(), "skipped: apt-get install " + debianPackage);
    return found.orElseThrow().toString();
  }

  private static List<String> nginx(List<Snippet> snippets, Path folder, int port)
      throws IOException {
    Files.createDirectories(folder.resolve("site"));
    Files.writeString(folder.resolve("site/index.html"), "ok");
    StringBuilder http = new StringBuilder();
    for (int i = 0; i < snippets.size(); i++) {
      http.append(snippets.get(i).parts().get(0).text());
      http.append("server { listen %s:%d;\n".formatted(host(i), port));
      http.append(snippets.get(i).parts().get(1).text());
      http.append(
          "root site;\nlocation / { try_files /index.html =404; error_page 405 =200 @ok; }\n");
      http.append("location @ok { return 200 ok; } }\n");
    }
    String configuration =
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 512; }
        http {
          access_log off;
          merge_slashes off;
          variables_hash_max_size 4096;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        %s
        }
        """
            .formatted(http);
    Files.writeString(folder.resolve("nginx.conf"), configuration);
    return List.of(
        program("nginx", "nginx"), "-e", "stderr", "-p", folder + "/", "-c", "nginx.conf");
  }

  private static List<String> haproxy(List<Snippet> snippets, Path folder, int port)
      throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            global
              nbthread 1
              maxconn 500
            defaults
              mode http
              timeout client 5s
              timeout server 5s
              timeout connect 5s
            """);
    for (int i = 0; i < snippets.size(); i++) {
      text.append("frontend site%d\n  bind %s:%d\n".formatted(i, host(i), port));
      text.append(snippets.get(i).parts().getLast().text());
      text.append("http-request return status 200\n");
    }
    snippets.stream()
        .filter(snippet -> snippet.parts().size() > 1)
        .forEach(snippet -> text.append(snippet.parts().getFirst().text()));
    Files.writeString(folder.resolve("haproxy.cfg"), text);
    return List.of(program("haproxy", "haproxy"), "-db", "-f", folder + "/haproxy.cfg");
  }

  private static List<String> apache(List<Snippet> snippets, Path folder, int port)
      throws IOException {
    String program = program(List.of("apache2", "httpd"), "apache2-bin");
    Path modules = Path.of("/usr/lib/apache2/modules");
    assumeTrue(Files.isDirectory(modules), "skipped: apt-get install apache2-bin");
    Files.createDirectories(folder.resolve("site"));
    Files.writeString(folder.resolve("site/index.html"), "ok");
    folder.toFile().setExecutable(true, false);
    StringBuilder hosts = new StringBuilder();
    for (int i = 0; i < snippets.size(); i++) {
      hosts.append("Listen %s:%d\n<VirtualHost %1$s:%2$d>\n".formatted(host(i), port));
      // Without a name each would be looked up in the DNS.
      hosts.append("ServerName localhost\n");
      hosts.append("DocumentRoot \"%s/site\"\n".formatted(folder));
      hosts.append(snippets.get(i).parts().getFirst().text());
      hosts.append("</VirtualHost>\n");
    }
    String configuration =
        """
        ServerRoot "%1$s"
        ServerName localhost
        PidFile httpd.pid
        ErrorLog /dev/stderr
        LogLevel crit
        StartServers 1
        %2$sLoadModule dir_module %3$s/mod_dir.so
        <Directory "%1$s/site">
          Require all granted
          FallbackResource /index.html
        </Directory>
        %4$s
        """
            .formatted(folder, ApacheRules.modules(modules), modules, hosts);
    Files.writeString(folder.resolve("httpd.conf"), configuration);
    List<String> command = new ArrayList<>(List.of(program, "-DFOREGROUND", "-f"));
    command.add(folder + "/httpd.conf");
    return command;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    process.destroy();
    try {
      process.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Ended by force below.
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
