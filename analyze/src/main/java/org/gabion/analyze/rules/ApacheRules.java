package org.gabion.analyze.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.rules.Condition.AddressIn;
import org.gabion.analyze.rules.Condition.AgentHolds;
import org.gabion.analyze.rules.Condition.Field;
import org.gabion.analyze.rules.Condition.FieldIs;
import org.gabion.analyze.rules.Condition.FieldMissing;
import org.gabion.analyze.rules.Condition.HostIs;
import org.gabion.analyze.rules.Condition.MethodIs;
import org.gabion.analyze.rules.Condition.PathIs;
import org.gabion.analyze.rules.Condition.PathLike;
import org.gabion.analyze.rules.Condition.PathWildcard;
import org.gabion.analyze.rules.Condition.ProtocolIs;
import org.gabion.analyze.rules.Condition.QueryIs;
import org.gabion.analyze.rules.Condition.QueryKeys;
import org.gabion.core.request.ClientKey;

/// For Apache 2.4: one `<If>` for each conjunction, or `Require not ip`. Always answers 403.
///
/// Methods, paths and queries are looked for in the request line, as it was sent: Apache decodes
/// `REQUEST_URI`, and makes a GET of a HEAD that it redirects inside. All values are regular
/// expressions without a quote, so that none can end the directive.
record ApacheRules() implements RuleTarget {
  private static final int ADDRESSES_A_LINE = 16;
  private static final String LINE_START = "^[^ ]+ (?:https?://[^/ ]*)?";
  private static final String PATH = "[^?\\x23 ]*";
  private static final String PATH_END = "(?:[?\\x23 ]|$)";

  private static final List<String> MODULE_FOLDERS =
      List.of(
          "/usr/lib/apache2/modules",
          "/usr/lib64/httpd/modules",
          "/usr/lib/httpd/modules",
          "/usr/local/apache2/modules",
          "/usr/local/libexec/apache24");

  @Override
  public String name() {
    return "apache";
  }

  @Override
  public Optional<Condition> express(Condition condition) {
    return condition instanceof PathWildcard ? Optional.empty() : Optional.of(condition);
  }

  @Override
  public int mostAddresses() {
    return 1000;
  }

  @Override
  public Optional<Measure> milder() {
    return Optional.empty();
  }

  @Override
  public String test() {
    return "apachectl configtest && apachectl graceful";
  }

  @Override
  public String undo(Ruling ruling) {
    return "Delete these lines, then: apachectl configtest && apachectl graceful";
  }

  @Override
  public Snippet render(Ruling ruling) {
    if (!(ruling.response() instanceof Ruling.Response.Refuse)) {
      throw new IllegalArgumentException("Apache can not count requests");
    }
    String text =
        switch (ruling.grounds()) {
          case Ruling.Grounds.BySignature(List<Conjunction> any) ->
              any.stream().map(ApacheRules::deny).collect(Collectors.joining());
          case Ruling.Grounds.ByAddress(List<ClientKey> addresses) -> addresses(addresses);
        };
    return new Snippet(
        List.of(new Snippet.Part("vhost.conf", "inside <VirtualHost> of the site", text)));
  }

  private static String deny(Conjunction all) {
    return all.conditions().stream()
        .flatMap(condition -> tests(condition).stream())
        .distinct()
        .collect(Collectors.joining(" && ", "<If \"", "\">\n    Require all denied\n</If>\n"));
  }

  private static String addresses(List<ClientKey> addresses) {
    StringBuilder text = new StringBuilder();
    text.append("<Location \"/\">\n    AuthMerging And\n    <RequireAll>\n");
    text.append("        Require all granted");
    for (int i = 0; i < addresses.size(); i++) {
      text.append(i % ADDRESSES_A_LINE == 0 ? "\n        Require not ip" : "");
      text.append(' ').append(addresses.get(i));
    }
    return text.append("\n    </RequireAll>\n</Location>\n").toString();
  }

  private static List<String> tests(Condition condition) {
    return switch (condition) {
      case MethodIs(String method) -> one("%{THE_REQUEST}", "^" + RegexText.pcre(method) + " ");
      case PathIs(String path) ->
          one("%{THE_REQUEST}", LINE_START + RegexText.pcre(path) + PATH_END);
      case PathLike(PathPattern pattern) ->
          one("%{THE_REQUEST}", LINE_START + pattern(pattern) + PATH_END);
      case PathWildcard wildcard ->
          throw new IllegalArgumentException("not expressed: " + wildcard);
      case QueryIs(boolean present) -> {
        String test = test("%{THE_REQUEST}", LINE_START + PATH + "\\?[^ ]", "");
        yield List.of(present ? test : "!(" + test + ")");
      }
      case QueryKeys(List<String> keys, boolean only) -> keys(keys, only);
      case ProtocolIs(ProtocolIs.Version version) ->
          one("%{SERVER_PROTOCOL}", RegexText.whole(version.full, version.brief));
      case FieldIs(Field field, String value) ->
          one(header(field), "^" + RegexText.pcre(value) + "$");
      case FieldMissing(Field field) -> one(header(field), "^-?$");
      case AgentHolds(List<String> any, List<String> none) -> agent(any, none);
      case HostIs(String host) ->
          List.of(test("%{HTTP_HOST}", "^" + RegexText.pcre(host) + "(?::[0-9]*)?$", "i"));
      case AddressIn address -> List.of("-R '" + address.text() + "'");
    };
  }

  private static String test(String variable, String regex, String flags) {
    return variable + " =~ m#" + regex + "#" + flags;
  }

  private static List<String> one(String variable, String regex) {
    return List.of(test(variable, regex, ""));
  }

  /// Without the character that ends the expression.
  private static String pattern(PathPattern pattern) {
    return pattern.regex(RegexText::pcre).replace("#", "\\x23");
  }

  private static List<String> keys(List<String> keys, boolean only) {
    List<String> tests = new ArrayList<>();
    for (String key : keys) {
      tests.addAll(
          one(
              "%{THE_REQUEST}",
              LINE_START + PATH + "\\?(?:[^ ]*&)?" + RegexText.pcre(key) + "(?:[=& ]|$)"));
    }
    if (only) {
      String more = keys.size() > 1 ? "(?:&+[^& ]+){" + (keys.size() - 1) + "}" : "";
      tests.addAll(one("%{THE_REQUEST}", LINE_START + PATH + "\\?&*[^& ]+" + more + "&*(?: |$)"));
    }
    return tests;
  }

  private static List<String> agent(List<String> any, List<String> none) {
    List<String> tests = new ArrayList<>();
    tests.add(test("%{HTTP_USER_AGENT}", alternatives(any), "i"));
    if (!none.isEmpty()) {
      tests.add("!(" + test("%{HTTP_USER_AGENT}", alternatives(none), "i") + ")");
    }
    return tests;
  }

  private static String alternatives(List<String> texts) {
    return texts.stream().map(RegexText::pcre).collect(Collectors.joining("|"));
  }

  private static String header(Field field) {
    return switch (field) {
      case USER_AGENT -> "%{HTTP_USER_AGENT}";
      case REFERER -> "%{HTTP_REFERER}";
      case ACCEPT -> "%{HTTP_ACCEPT}";
      case ACCEPT_LANGUAGE -> "%{HTTP:Accept-Language}";
      case ACCEPT_ENCODING -> "%{HTTP:Accept-Encoding}";
    };
  }

  @Override
  public Optional<ProgramCheck.Maker> programCheck(Snippet snippet) {
    return MODULE_FOLDERS.stream()
        .map(Path::of)
        .filter(folder -> Files.exists(folder.resolve("mod_authz_core.so")))
        .findFirst()
        .map(modules -> folder -> programCheck(snippet, folder, modules));
  }

  private static ProgramCheck programCheck(Snippet snippet, Path folder, Path modules) {
    String configuration =
        """
        ServerRoot "%1$s"
        ServerName localhost
        Listen 127.0.0.1:1
        PidFile httpd.pid
        ErrorLog /dev/stderr
        %2$s<VirtualHost *>
        ServerName localhost
        %3$s
        </VirtualHost>
        """
            .formatted(folder, modules(modules), snippet.parts().getFirst().text());
    return new ProgramCheck(
        List.of("apache2", "httpd"),
        Map.of("httpd.conf", configuration),
        List.of("-t", "-f", folder.resolve("httpd.conf").toString()),
        List.of("-v"));
  }

  /// Directives that load what a rule needs, where it is not built in.
  static String modules(Path folder) {
    StringBuilder text = new StringBuilder();
    for (String module : List.of("mpm_event", "authz_core", "authz_host", "unixd")) {
      if (Files.exists(folder.resolve("mod_" + module + ".so"))) {
        text.append("<IfModule !").append(module).append("_module>\n");
        text.append("LoadModule ").append(module).append("_module ");
        text.append(folder).append("/mod_").append(module).append(".so\n</IfModule>\n");
      }
    }
    return text.toString();
  }
}
