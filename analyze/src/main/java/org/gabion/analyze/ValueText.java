package org.gabion.analyze;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Features;
import org.gabion.core.request.PathTemplate;
import org.gabion.core.request.RefererClass;
import org.gabion.core.request.Slice;
import org.gabion.core.request.UserAgentFamily;

/// The text behind the values of a log line's attributes, for a report. Allocates; stateless.
final class ValueText {
  private ValueText() {}

  /// The text of one attribute of this line; empty if the line does not tell it.
  ///
  /// @param features of the same line
  /// @param assets whether its client fetched assets: the value of [Attribute#ASSETS]
  static String of(Attribute attribute, LogRecord record, Features features, int assets) {
    return switch (attribute) {
      case METHOD -> record.method.toString();
      case PATH -> path(record.target);
      case TEMPLATE -> {
        Slice target = record.target;
        yield PathTemplate.describe(target.bytes, target.from, target.to);
      }
      case QUERY -> query(record.target).isEmpty() ? "none" : "present";
      case QUERY_KEYS -> queryKeys(query(record.target));
      case PROTOCOL -> record.protocol.toString();
      case USER_AGENT -> utf8(record.userAgent);
      case USER_AGENT_FAMILY -> family(features.value(attribute) - 1);
      case REFERER -> utf8(record.referer);
      case REFERER_CLASS -> RefererClass.values()[features.value(attribute) - 1].word();
      case HOST -> record.host.toString();
      case STATUS -> Long.toString(record.status);
      case SOURCE -> source(record);
      case PREFIX -> prefix(record);
      case ACCEPT -> record.accept.toString();
      case ACCEPT_LANGUAGE -> record.acceptLanguage.toString();
      case ACCEPT_ENCODING -> record.acceptEncoding.toString();
      case HEADER_ORDER -> String.format(Locale.ROOT, "%016x", record.headerOrder);
      case HEADERS -> String.format(Locale.ROOT, "%016x", record.headerBits);
      case TLS -> record.tlsVersion.toString();
      case ASSETS -> assets == Assets.FETCHED ? "yes" : "no";
    };
  }

  static String source(LogRecord record) {
    return record.clientKnown
        ? ClientKey.ofIpv6(record.clientHigh, record.clientLow).toString()
        : record.clientName.toString();
  }

  static String prefix(LogRecord record) {
    ClientKey key = ClientKey.ofIpv6(record.clientHigh, record.clientLow);
    int bits = key.isIpv4() ? 24 : 48;
    return key.prefix(bits) + "/" + bits;
  }

  static String path(Slice target) {
    String text = utf8(target);
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static String query(Slice target) {
    String text = target.toString();
    int query = text.indexOf('?');
    return query < 0 ? "" : text.substring(query + 1);
  }

  private static String queryKeys(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(pair -> pair.indexOf('=') < 0 ? pair : pair.substring(0, pair.indexOf('=')))
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static String family(int packed) {
    int major = UserAgentFamily.major(packed);
    String name = UserAgentFamily.family(packed).toString();
    return major == 0 ? name : name + " " + major;
  }

  static String utf8(Slice slice) {
    return new String(slice.bytes, slice.from, slice.length(), StandardCharsets.UTF_8);
  }
}
