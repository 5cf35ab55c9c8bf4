package org.gabion.mirror.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.mirror.Chromium;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.publish.WrittenEdition;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.rendition.WebRoot;
import org.gabion.mirror.target.RealProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A published copy on real web servers that read the files made for them.
final class HostFilesTest {
  private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
                  + "rkJggg==");

  @TempDir Path temp;
  private Path copy;

  enum Server {
    NGINX,
    APACHE,
    APACHE_WITHOUT_MODULES
  }

  @BeforeEach
  void publish() throws IOException {
    MirrorRig rig = MirrorRig.found(temp);
    WrittenEdition site = new WrittenEdition(rig);
    site.html(
        "/",
        "<!doctype html><title>Home</title><link rel=stylesheet href=/site.css>"
            + "<img id=png src=/pixel.png><img id=svg src=/drawing.svg><h1>Home</h1>");
    site.text("/site.css", "text/css", "h1{color:rgb(1,2,3)}");
    site.text(
        "/drawing.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='4'/></svg>");
    site.page("/pixel.png", 200, "image/png", PIXEL);
    site.text("/notes", "text/plain; charset=utf-8", "Gr\u00fc\u00dfe");
    site.page("/font.woff2", 200, "font/woff2", PIXEL);
    site.page("/table.csv", 200, "text/csv", PIXEL);
    OpenedCopy opened = site.write(1, MirrorRig.START);
    copy = rig.copy();
    new WebRoot(copy, RenditionRules.unknownSite()).bring(opened);
    Files.writeString(copy.resolve(".gabion-mirror-key"), "secret");
    // A worker of Apache is another user.
    try (Stream<Path> all = Files.walk(temp)) {
      all.filter(Files::isDirectory).forEach(folder -> folder.toFile().setExecutable(true, false));
    }
  }

  private RealProgram start(Server server, int port) throws IOException {
    Path home = Files.createDirectories(temp.resolve("server"));
    return switch (server) {
      case NGINX -> nginx(home, port);
      case APACHE -> apache(home, port, List.of("dir", "headers", "mime", "alias"));
      case APACHE_WITHOUT_MODULES -> apache(home, port, List.of("dir"));
    };
  }

  private RealProgram nginx(Path home, int port) throws IOException {
    RealProgram.assumeInstalled("/usr/sbin/nginx", "nginx");
    Files.writeString(
        home.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr warn;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            root %s;
            location ~ /\\. { deny all; }
            include %s/gabion-nginx.conf;
          }
        }
        """
            .formatted(port, copy, copy));
    return RealProgram.start(
        home.resolve("out.txt"),
        port,
        "/usr/sbin/nginx",
        "-e",
        "stderr",
        "-p",
        home + "/",
        "-c",
        "nginx.conf");
  }

  private RealProgram apache(Path home, int port, List<String> wanted) throws IOException {
    RealProgram.assumeInstalled("/usr/sbin/apache2", "apache2-bin");
    List<String> modules =
        new ArrayList<>(List.of("mpm_event", "authz_core", "authz_host", "unixd"));
    modules.addAll(wanted);
    StringBuilder load = new StringBuilder();
    for (String module : modules) {
      Path file = MODULES.resolve("mod_" + module + ".so");
      if (Files.exists(file)) {
        load.append("LoadModule %s_module %s\n".formatted(module, file));
      }
    }
    Files.writeString(
        home.resolve("httpd.conf"),
        """
        ServerRoot "%s"
        ServerName localhost
        Listen 127.0.0.1:%d
        PidFile httpd.pid
        ErrorLog /dev/stderr
        StartServers 1
        %s
        <IfModule mod_mime.c>
          TypesConfig /dev/null
        </IfModule>
        DocumentRoot "%s"
        <Directory "%s">
          Require all granted
          AllowOverride FileInfo
        </Directory>
        """
            .formatted(home, port, load, copy, copy));
    return RealProgram.start(
        home.resolve("out.txt"),
        port,
        "/usr/sbin/apache2",
        "-DFOREGROUND",
        "-f",
        home.resolve("httpd.conf").toString());
  }

  private List<String> paths() throws IOException {
    try (Stream<Path> files = Files.walk(copy)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> copy.relativize(file).toString())
          .filter(path -> path.startsWith(".gabion/") || FileRules.isReadable(path))
          .filter(path -> !path.contains("/."))
          .toList();
    }
  }

  private static HttpResponse<String> get(HttpClient client, int port, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path)).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"NGINX", "APACHE"})
  void files_onARealServer_haveTheFieldsThatANodeGives(Server server) throws Exception {
    int port = RealProgram.freePort();
    try (RealProgram _ = start(server, port);
        HttpClient client = HttpClient.newHttpClient()) {
      List<String> paths = paths();
      assertThat(paths)
          .contains(CopyPaths.HEAD, CopyPaths.root(1), "index.html", "r/site.css", "r/drawing.svg")
          .hasSizeGreaterThan(15);
      for (String path : paths) {
        HttpResponse<String> answer = get(client, port, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        FileRules.of(path).forEach((name, value) -> fields.put(name, List.of(value)));
        fields.forEach(
            (name, value) ->
                assertThat(answer.headers().allValues(name))
                    .as(path + " " + name)
                    .isEqualTo(value));
      }
      assertThat(get(client, port, "").headers().allValues("Content-Security-Policy"))
          .containsExactly(FileRules.READABLE.get("Content-Security-Policy"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"NGINX", "APACHE"})
  void whatIsNotThere_isReadByOtherSitesAndKeptByNobody(Server server) throws Exception {
    int port = RealProgram.freePort();
    try (RealProgram _ = start(server, port);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> gone = get(client, port, ".gabion/o/00/" + "0".repeat(64));

      assertThat(gone.statusCode()).isEqualTo(404);
      assertThat(gone.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
      assertThat(gone.headers().allValues("Cache-Control")).isEmpty();
      assertThat(get(client, port, ".gabion-mirror-key").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void apache_withoutItsModules_servesTheCopyAllTheSame() throws Exception {
    int port = RealProgram.freePort();
    try (RealProgram _ = start(Server.APACHE_WITHOUT_MODULES, port);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, port, "").statusCode()).isEqualTo(200);
      assertThat(get(client, port, CopyPaths.HEAD).statusCode()).isEqualTo(200);
      assertThat(get(client, port, "r/index.html").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nginx_withTheSnippet_warnsOfNothing() throws Exception {
    int port = RealProgram.freePort();
    try (RealProgram _ = start(Server.NGINX, port)) {
      assertThat(temp.resolve("server/out.txt")).isEmptyFile();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"NGINX", "APACHE"})
  void pages_underThePolicies_lookAsTheyShould(Server server) throws Exception {
    int port = RealProgram.freePort();
    try (RealProgram _ = start(server, port);
        Chromium browser = new Chromium(Files.createDirectory(temp.resolve("profile")))) {
      browser.open(URI.create("http://127.0.0.1:" + port + "/r/index.html"));
      assertThat(browser.value("getComputedStyle(document.querySelector('h1')).color").asString())
          .isEqualTo("rgb(1, 2, 3)");
      browser.until("document.querySelector('#png').naturalWidth > 0");
      browser.until("document.querySelector('#svg').naturalWidth > 0");
      assertThat(browser.complaints()).isEmpty();

      browser.open(URI.create("http://127.0.0.1:" + port + "/"));
      assertThat(browser.value("document.querySelector('h1').innerText").asString())
          .isEqualTo("A copy of a website");
      assertThat(browser.value("getComputedStyle(document.body).margin").asString())
          .isEqualTo("0px");
      assertThat(browser.complaints()).isEmpty();

      browser.open(URI.create("http://127.0.0.1:" + port + "/r/drawing.svg"));
      assertThat(browser.value("document.documentElement.tagName").asString()).isEqualTo("svg");
      // A browser asks for an icon where no page says that there is none.
      assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("favicon.ico"));
    }
  }

  @Test
  void headersFile_ofAnyPath_givesEachFieldOnce() throws Exception {
    String text = Files.readString(copy.resolve(HostFiles.HEADERS));
    Map<String, List<String>> rules = new LinkedHashMap<>();
    List<String> last = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("/")) {
        last = new ArrayList<>();
        rules.put(line, last);
      } else if (line.startsWith("  ")) {
        last.add(line.strip());
      }
    }
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(2000));
    for (String path : paths()) {
      List<String> fields = new ArrayList<>();
      rules.forEach(
          (rule, own) -> {
            boolean fits =
                rule.endsWith("*")
                    ? ("/" + path).startsWith(rule.substring(0, rule.length() - 1))
                    : rule.equals("/" + path);
            if (fits) {
              fields.addAll(own);
            }
          });
      List<String> wanted = new ArrayList<>();
      FileRules.of(path)
          .forEach(
              (name, value) -> {
                if (path.startsWith(".gabion/") || !name.equals("Content-Type")) {
                  wanted.add(name + ": " + value);
                }
              });
      assertThat(fields).as(path).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }
}
