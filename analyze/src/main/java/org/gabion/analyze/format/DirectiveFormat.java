package org.gabion.analyze.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A format that a server's own directive describes, with the notation of nginx, Apache, HAProxy or
/// Envoy: what an operator pastes, and what programs write whose directive is known. Immutable.
public final class DirectiveFormat implements LogFormat {
  /// What became of a directive.
  public sealed interface Read permits Compiled, Broken {}

  /// It was understood.
  public record Compiled(DirectiveFormat format) implements Read {}

  /// It was not.
  ///
  /// @param why what is wrong with it, for the operator
  public record Broken(String why) implements Read {}

  private final String name;
  private final String description;
  private final List<LinePattern> patterns;
  private final Optional<String> remark;

  private DirectiveFormat(
      String name, String description, List<LinePattern> patterns, Optional<String> remark) {
    this.remark = remark;
    this.name = name;
    this.description = description;
    this.patterns = List.copyOf(patterns);
  }

  /// Reads a directive: the format alone, or the whole statement of a configuration (`log_format
  /// main '...';`, `LogFormat "..." combined`, `log-format "..."`).
  public static Read of(String directive) {
    return switch (DirectiveReader.read(directive)) {
      case DirectiveReader.Pattern pattern ->
          new Compiled(
              new DirectiveFormat(
                  "directive",
                  "as " + pattern.notation() + "'s directive says",
                  List.of(pattern.pattern()),
                  pattern.remark()));
      case DirectiveReader.Fault fault -> new Broken(fault.why());
    };
  }

  /// What the operator must know of it: that a variable may be misspelt.
  public Optional<String> remark() {
    return remark;
  }

  /// A format of a program whose directives are known.
  static DirectiveFormat known(String name, String description, String... directives) {
    List<LinePattern> patterns = Arrays.stream(directives).map(DirectiveReader::known).toList();
    return new DirectiveFormat(name, description, patterns, Optional.empty());
  }

  /// Nginx Proxy Manager: hosts with an origin, and pages of its own.
  static DirectiveFormat nginxProxyManager() {
    String end =
        "$request_method $scheme $host \"$request_uri\" [Client $remote_addr]"
            + " [Length $body_bytes_sent] [Gzip $gzip_ratio]";
    String texts = " \"$http_user_agent\" \"$http_referer\"";
    return known(
        "nginx-proxy-manager",
        "Nginx Proxy Manager",
        "[$time_local] $upstream_cache_status $upstream_status $status - "
            + end
            + " [Sent-to $server]"
            + texts,
        "[$time_local] $upstream_cache_status $upstream_status $status - " + end + texts,
        "[$time_local] $status - " + end + " [Sent-to $server]" + texts,
        "[$time_local] $status - " + end + texts);
  }

  static DirectiveFormat npmplus() {
    return known(
        "npmplus",
        "NPMplus",
        "[$time_local] $host $remote_addr $request_time \"$request\" $status $body_bytes_sent"
            + " $bytes_sent $http_referer $http_user_agent");
  }

  static DirectiveFormat zoraxy() {
    return known(
        "zoraxy",
        "Zoraxy",
        "$date $time [$time_iso8601] [router:$router] [origin:$host] [client: $remote_addr]"
            + " [useragent: $http_user_agent] $request_method $request_uri $status");
  }

  static DirectiveFormat envoyText() {
    return known(
        "envoy-text",
        "Envoy's text log, the default of Envoy, Istio and Contour",
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
            + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
            + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
            + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
            + " \"%UPSTREAM_HOST%\"");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public LineParser parser() {
    return new PatternParser(patterns);
  }
}
