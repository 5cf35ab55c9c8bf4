package org.gabion.analyze.format;

import java.util.List;

/// One format of access logs: its name and how its lines are read. Immutable.
///
/// A new format is one class, its name in `permits`, and one line in [#all].
public sealed interface LogFormat
    permits CombinedFormat,
        HaproxyFormat,
        DirectiveFormat,
        GabionFormat,
        NginxJsonFormat,
        CaddyFormat,
        TraefikFormat,
        CloudflareFormat,
        EnvoyJsonFormat,
        FastlyFormat,
        DeflectFormat,
        W3cFormat,
        AlbFormat,
        CloudFrontFormat {
  /// Every format, the commonest first: of two that read a file equally well, the first is taken.
  static List<LogFormat> all() {
    return List.of(
        new CombinedFormat(),
        new HaproxyFormat(),
        DirectiveFormat.nginxProxyManager(),
        DirectiveFormat.npmplus(),
        DirectiveFormat.zoraxy(),
        DirectiveFormat.envoyText(),
        new GabionFormat(),
        new NginxJsonFormat(),
        new CaddyFormat(),
        new TraefikFormat(),
        new CloudflareFormat(),
        new EnvoyJsonFormat(),
        new FastlyFormat(),
        new DeflectFormat(),
        new W3cFormat(),
        new AlbFormat(),
        new CloudFrontFormat());
  }

  /// The word for `--format` and reports: lower case, with hyphens.
  String name();

  /// What writes it, in one line for an operator.
  String description();

  /// A parser for one thread and one file.
  LineParser parser();

  /// Whether lines of a file in this format may be directives that say how the lines after them are
  /// to be read (`#Fields:`).
  ///
  /// A reader that starts in the middle of such a file first gives the new parser, in their order,
  /// the directive lines ([LineOutcome#DIRECTIVE]) that stand before; of lines that begin with the
  /// same word the latest is enough. What the parser answers to them is not counted again.
  default boolean hasDirectives() {
    return false;
  }
}
