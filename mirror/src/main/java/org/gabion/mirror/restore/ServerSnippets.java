package org.gabion.mirror.restore;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;

/// What a restored folder can not say by itself: redirects, addresses that are no file names,
/// header fields, the page for what is not there; as configuration of nginx and of Caddy.
final class ServerSnippets {
  private final List<Route> routes;
  private final Map<String, Route> files;
  private final Optional<RouteKey> notFound;

  ServerSnippets(List<Route> routes, Map<String, Route> files, Optional<RouteKey> notFound) {
    this.routes = routes;
    this.files = files;
    this.notFound = notFound;
  }

  /// To be included inside a `server` block.
  String nginx(Path root) {
    StringBuilder text = new StringBuilder("# Include this inside a server block.\n");
    text.append("root ").append(nginxQuoted(root.toString())).append(";\n");
    text.append("index index.html;\nabsolute_redirect off;\n");
    if (hasNotFoundPage()) {
      text.append("error_page 404 /404.html;\n");
    }
    for (Route route : routes) {
      nginx(route, text);
    }
    return text.toString();
  }

  private void nginx(Route route, StringBuilder text) {
    String path = pathOf(route);
    if (path.isEmpty() && !Route.isRedirect(route.status())) {
      return;
    }
    String location = "location = " + nginxQuoted(decoded(route.key().path())) + " { ";
    if (Route.isRedirect(route.status())) {
      String to = nginxQuoted(route.location().orElseThrow());
      String answer = "return " + route.status() + " " + to + ";";
      text.append(location).append(whenAsked(route, answer)).append(" }\n");
    } else if (!TreePath.isPlain(route.key(), path) || !extraHeaders(route).isEmpty()) {
      String answer = "rewrite ^ " + nginxQuoted("/" + path) + " break;";
      text.append(location);
      extraHeaders(route).forEach((name, value) -> nginxHeader(text, name, value));
      text.append(whenAsked(route, answer)).append(" }\n");
    }
  }

  private static void nginxHeader(StringBuilder text, RouteHeader name, String value) {
    if (name == RouteHeader.CONTENT_TYPE) {
      text.append("types { } default_type ").append(nginxQuoted(value)).append("; ");
    } else {
      text.append("add_header ").append(name.fieldName()).append(' ');
      text.append(nginxQuoted(value)).append("; ");
    }
  }

  private static String whenAsked(Route route, String answer) {
    return route.key().query().isEmpty()
        ? answer
        : "if ($args = " + nginxQuoted(route.key().query()) + ") { " + answer + " }";
  }

  /// To be imported inside a site block.
  String caddy(Path root) {
    StringBuilder text = new StringBuilder("# Import this inside a site block.\n");
    text.append("root * ").append(caddyQuoted(root.toString())).append('\n');
    int number = 0;
    for (Route route : routes) {
      caddy(route, "page" + number++, text);
    }
    if (hasNotFoundPage()) {
      text.append("handle_errors 404 {\n\trewrite * /404.html\n\tfile_server\n}\n");
    }
    return text.append("file_server\n").toString();
  }

  private void caddy(Route route, String name, StringBuilder text) {
    String path = pathOf(route);
    boolean redirect = Route.isRedirect(route.status());
    boolean odd =
        !path.isEmpty() && (!TreePath.isPlain(route.key(), path) || !extraHeaders(route).isEmpty());
    if (!redirect && !odd) {
      return;
    }
    text.append('@').append(name).append(" {\n\tpath ");
    text.append(caddyQuoted(decoded(route.key().path()))).append('\n');
    if (!route.key().query().isEmpty()) {
      text.append("\tquery ").append(caddyQuoted(route.key().query())).append('\n');
    }
    text.append("}\n");
    if (redirect) {
      text.append("redir @").append(name).append(' ');
      text.append(caddyQuoted(route.location().orElseThrow())).append(' ');
      text.append(route.status()).append('\n');
      return;
    }
    extraHeaders(route)
        .forEach(
            (header, value) ->
                text.append("header @")
                    .append(name)
                    .append(' ')
                    .append(header.fieldName())
                    .append(' ')
                    .append(caddyQuoted(value))
                    .append('\n'));
    if (!TreePath.isPlain(route.key(), path)) {
      text.append("rewrite @").append(name).append(' ');
      text.append(caddyQuoted("/" + path)).append('\n');
    }
  }

  private boolean hasNotFoundPage() {
    return notFound.isPresent();
  }

  /// The file that a page was written to; empty for redirects and error pages.
  private String pathOf(Route route) {
    if (route.status() != 200) {
      return "";
    }
    return TreePath.of(route).filter(files::containsKey).orElse("");
  }

  /// Header fields that a web server would not give by itself.
  private static Map<RouteHeader, String> extraHeaders(Route route) {
    Map<RouteHeader, String> extra = new java.util.TreeMap<>(route.headers());
    extra.remove(RouteHeader.LAST_MODIFIED);
    boolean named = route.key().path().matches(".*\\.[A-Za-z0-9]{1,8}");
    if (named || TreePath.isHtml(route)) {
      extra.remove(RouteHeader.CONTENT_TYPE);
    }
    return extra;
  }

  private static String decoded(String path) {
    return java.net.URLDecoder.decode(
        path.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String nginxQuoted(String value) {
    return "\""
        + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "${dollar}")
        + "\"";
  }

  private static String caddyQuoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
