package org.gabion.lab.matrix;

import java.util.ArrayList;
import java.util.List;

/// All that is asked for: methods, sizes, ranges, conditions, codings, uploads, upgrades, trailers,
/// over each protocol.
final class MatrixCases {
  private static final long HUGE = 1L << 30;
  private static final List<Long> SIZES =
      List.of(0L, 1L, 1023L, 16_384L, 65_537L, 1L << 20, 64L << 20, 2L << 30);

  private MatrixCases() {}

  static List<Long> sizes(long most) {
    return SIZES.stream().filter(size -> size <= most).toList();
  }

  static List<MatrixCase> all(List<Long> sizes) {
    List<MatrixCase> cases = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      small(cases, protocol);
      ranges(cases, protocol);
      conditions(cases, protocol);
      writing(cases, protocol);
    }
    upgrades(cases);
    for (long size : sizes) {
      for (Protocol protocol : Protocol.values()) {
        boolean worthIt =
            size < HUGE || protocol == Protocol.HTTP_1_1 || protocol == Protocol.TLS_2;
        if (worthIt) {
          transfers(cases, protocol, size);
        }
      }
    }
    return cases;
  }

  private static void small(List<MatrixCase> cases, Protocol p) {
    cases.add(MatrixCase.get("page", p, "/page.html", 200));
    cases.add(MatrixCase.get("page packed", p, "/page.html", 200, "-H", "Accept-Encoding: gzip"));
    cases.add(
        MatrixCase.get(
            "page packed, unpacked by the client", p, "/page.html", 200, "--compressed"));
    cases.add(MatrixCase.get("HEAD", p, "/page.html", 200, "--head"));
    cases.add(MatrixCase.get("HEAD of 64 KB", p, "/65537.bin", 200, "--head"));
    cases.add(MatrixCase.get("HEAD of nothing", p, "/0.bin", 200, "--head"));
    cases.add(MatrixCase.get("OPTIONS", p, "/page.html", 405, "-X", "OPTIONS"));
    cases.add(MatrixCase.get("a method of its own", p, "/page.html", 405, "-X", "BREW"));
    cases.add(MatrixCase.get("not found", p, "/missing", 404));
    cases.add(MatrixCase.get("forbidden", p, "/dav/", 403));
    cases.add(MatrixCase.get("folder without slash", p, "/sub", 301));
    cases.add(MatrixCase.get("folder", p, "/sub/", 200));
    cases.add(MatrixCase.get("redirect", p, "/redirect", 302));
    cases.add(MatrixCase.get("no content", p, "/nothing", 204));
    cases.add(MatrixCase.get("teapot", p, "/teapot", 418));
    cases.add(MatrixCase.get("failure", p, "/failure", 500));
    cases.add(MatrixCase.get("cookies", p, "/cookies", 200, "-H", "Cookie: a=b; c=d"));
    cases.add(
        MatrixCase.get(
            "what the server saw",
            p,
            "/seen?q=%2F&r=a+b",
            200,
            "-A",
            "lab",
            "-e",
            "http://x/",
            "-H",
            "Accept-Language: fi, en;q=0.5"));
    cases.add(MatrixCase.get("a long field", p, "/seen", 200, "-H", "X-Long: " + "v".repeat(6000)));
    cases.add(MatrixCase.get("odd name", p, "/a%20b%25c.txt", 200));
    cases.add(MatrixCase.get("dot segments", p, "/sub/../page.html", 200, "--path-as-is"));
    cases.add(MatrixCase.get("POST of a form", p, "/form", 200, "--data", "a=b&c=d"));
    if (p == Protocol.HTTP_1_1 || p == Protocol.TLS_1_1) {
      // nginx itself sends them over HTTP/1.1 only; what it does else is its own choice.
      cases.add(MatrixCase.get("trailers", p, "/trailers/page.html", 200, "-H", "TE: trailers"));
    }
    cases.add(
        MatrixCase.get(
            "chunked answer", p, "/unsized/page.html", 200, "-H", "Accept-Encoding: gzip"));
  }

  private static void ranges(List<MatrixCase> cases, Protocol p) {
    cases.add(MatrixCase.get("first byte", p, "/65537.bin", 206, "-r", "0-0"));
    cases.add(MatrixCase.get("last bytes", p, "/65537.bin", 206, "-r", "-5"));
    cases.add(MatrixCase.get("middle", p, "/65537.bin", 206, "-r", "100-40000"));
    cases.add(MatrixCase.get("open end", p, "/65537.bin", 206, "-r", "65000-"));
    cases.add(MatrixCase.get("beyond the end", p, "/65537.bin", 416, "-r", "70000-"));
    cases.add(
        MatrixCase.get(
            "range if unchanged",
            p,
            "/65537.bin",
            206,
            "-r",
            "0-9",
            "-H",
            "If-Range: " + MatrixFiles.entityTag(65_537)));
    cases.add(
        MatrixCase.get(
            "range if unchanged, but it is",
            p,
            "/65537.bin",
            200,
            "-r",
            "0-9",
            "-H",
            "If-Range: \"x\""));
  }

  private static void conditions(List<MatrixCase> cases, Protocol p) {
    String tag = MatrixFiles.entityTag(65_537);
    cases.add(MatrixCase.get("same tag", p, "/65537.bin", 304, "-H", "If-None-Match: " + tag));
    cases.add(MatrixCase.get("another tag", p, "/65537.bin", 200, "-H", "If-None-Match: \"x\""));
    cases.add(
        MatrixCase.get(
            "not newer",
            p,
            "/65537.bin",
            304,
            "-H",
            "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"));
    cases.add(
        MatrixCase.get(
            "newer",
            p,
            "/65537.bin",
            200,
            "-H",
            "If-Modified-Since: Tue, 14 Nov 2000 22:13:20 GMT"));
    cases.add(MatrixCase.get("wrong precondition", p, "/65537.bin", 412, "-H", "If-Match: \"x\""));
  }

  private static void writing(List<MatrixCase> cases, Protocol p) {
    String folder = "/dav/{side}/" + p.name() + "/";
    cases.add(MatrixCase.get("MKCOL", p, folder, 201, "-X", "MKCOL"));
    cases.add(new MatrixCase("PUT", p, folder + "x.bin", List.of(), 1023, true, 201));
    cases.add(new MatrixCase("PUT again", p, folder + "x.bin", List.of(), 16_384, true, 204));
    cases.add(MatrixCase.get("DELETE", p, folder + "x.bin", 204, "-X", "DELETE"));
    cases.add(MatrixCase.get("DELETE of nothing", p, folder + "x.bin", 404, "-X", "DELETE"));
    cases.add(
        new MatrixCase(
            "PUT that asks first",
            p,
            folder + "y.bin",
            List.of("-H", "Expect: 100-continue"),
            1L << 20,
            true,
            201));
  }

  private static void upgrades(List<MatrixCase> cases) {
    String settings = "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA";
    cases.add(
        MatrixCase.get(
            "upgrade to h2c",
            Protocol.HTTP_1_1,
            "/page.html",
            200,
            "-H",
            "Connection: Upgrade, HTTP2-Settings",
            "-H",
            "Upgrade: h2c",
            "-H",
            settings));
    cases.add(
        MatrixCase.get(
            "upgrade to something else",
            Protocol.HTTP_1_1,
            "/page.html",
            200,
            "-H",
            "Connection: Upgrade",
            "-H",
            "Upgrade: foo/1"));
    cases.add(
        MatrixCase.get(
            "WebSocket that the server does not speak",
            Protocol.HTTP_1_1,
            "/page.html",
            200,
            "-H",
            "Connection: Upgrade",
            "-H",
            "Upgrade: websocket",
            "-H",
            "Sec-WebSocket-Version: 13",
            "-H",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
  }

  private static void transfers(List<MatrixCase> cases, Protocol p, long size) {
    cases.add(MatrixCase.get("down " + shown(size), p, "/" + size + ".bin", 200));
    String path = "/dav/{side}/" + p.name() + "-" + size + ".bin";
    cases.add(new MatrixCase("up " + shown(size), p, path, List.of(), size, false, 201));
    if (size > 0 && (p == Protocol.HTTP_1_1 || p == Protocol.TLS_1_1)) {
      cases.add(
          new MatrixCase(
              "up " + shown(size) + " in chunks",
              p,
              path,
              List.of("-H", "Transfer-Encoding: chunked"),
              size,
              false,
              201));
    }
  }

  static String shown(long bytes) {
    if (bytes >= 1L << 30) {
      return (bytes >> 30) + " GB";
    }
    return bytes >= 1L << 20 ? (bytes >> 20) + " MB" : bytes + " B";
  }
}
