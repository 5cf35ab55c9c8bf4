package org.gabion.analyze.rules;

import java.util.List;
import java.util.stream.Collectors;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.Slice;

/// One thing that a server can ask of a request, with the same answer here as there. Immutable.
///
/// Texts are byte texts: one character for each byte (ISO-8859-1), as a log has them.
sealed interface Condition {
  /// Whether the request of this line is one.
  boolean matches(LogRecord record);

  /// As a phrase for an operator; may hold text from a log.
  String words();

  /// Header fields that logs have and servers can ask for.
  enum Field {
    USER_AGENT("User-Agent"),
    REFERER("Referer"),
    ACCEPT("Accept"),
    ACCEPT_LANGUAGE("Accept-Language"),
    ACCEPT_ENCODING("Accept-Encoding");

    final String header;

    Field(String header) {
      this.header = header;
    }

    Slice of(LogRecord record) {
      return switch (this) {
        case USER_AGENT -> record.userAgent;
        case REFERER -> record.referer;
        case ACCEPT -> record.accept;
        case ACCEPT_LANGUAGE -> record.acceptLanguage;
        case ACCEPT_ENCODING -> record.acceptEncoding;
      };
    }
  }

  /// The method is this one.
  record MethodIs(String method) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      return record.method.present && Target.equal(record.method, method);
    }

    @Override
    public String words() {
      return "the method is " + method;
    }
  }

  /// The path without its query is this one.
  record PathIs(String path) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice target = record.target;
      int from = Target.pathStart(target);
      return target.present && Target.equal(target.bytes, from, Target.pathEnd(target, from), path);
    }

    @Override
    public String words() {
      return "the path is \"" + path + '"';
    }
  }

  /// The path without its query has this pattern.
  record PathLike(PathPattern pattern) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice target = record.target;
      int from = Target.pathStart(target);
      return target.present && pattern.matches(target.bytes, from, Target.pathEnd(target, from));
    }

    @Override
    public String words() {
      return "the path is like \"" + pattern.text() + '"';
    }
  }

  /// The path without its query matches, `*` standing for any characters, also none.
  record PathWildcard(String wildcard) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice target = record.target;
      int from = Target.pathStart(target);
      return target.present
          && Target.wildcard(target.bytes, from, Target.pathEnd(target, from), wildcard);
    }

    @Override
    public String words() {
      return "the path is like \"" + wildcard + '"';
    }
  }

  /// There is a query, or none; `?` alone is none.
  record QueryIs(boolean present) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice target = record.target;
      int end = Target.pathEnd(target, Target.pathStart(target));
      boolean has = end + 1 < target.to && target.bytes[end] == '?';
      return target.present && has == present;
    }

    @Override
    public String words() {
      return present ? "there is a query" : "there is no query";
    }
  }

  /// The query has each of these keys, and, if `only`, as many pairs as there are keys.
  record QueryKeys(List<String> keys, boolean only) implements Condition {
    /// Copies the keys.
    public QueryKeys {
      keys = List.copyOf(keys);
    }

    @Override
    public boolean matches(LogRecord record) {
      Slice target = record.target;
      int end = Target.pathEnd(target, Target.pathStart(target));
      if (!target.present || end >= target.to || target.bytes[end] != '?') {
        return false;
      }
      if (only && Target.pairs(target.bytes, end + 1, target.to) != keys.size()) {
        return false;
      }
      for (int i = 0; i < keys.size(); i++) {
        if (!Target.hasKey(target.bytes, end + 1, target.to, keys.get(i))) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String words() {
      return (only ? "the query's keys are \"" : "the query has the keys \"")
          + String.join("\", \"", keys)
          + '"';
    }
  }

  /// The version of HTTP.
  record ProtocolIs(Version version) implements Condition {
    /// Servers write `HTTP/2` or `HTTP/2.0`.
    enum Version {
      HTTP_1_0("HTTP/1.0", "HTTP/1.0"),
      HTTP_1_1("HTTP/1.1", "HTTP/1.1"),
      HTTP_2("HTTP/2", "HTTP/2.0"),
      HTTP_3("HTTP/3", "HTTP/3.0");

      final String brief;
      final String full;

      Version(String brief, String full) {
        this.brief = brief;
        this.full = full;
      }
    }

    @Override
    public boolean matches(LogRecord record) {
      return record.protocol.present
          && (Target.equal(record.protocol, version.full)
              || Target.equal(record.protocol, version.brief));
    }

    @Override
    public String words() {
      return "the protocol is " + version.brief;
    }
  }

  /// The field has exactly this value.
  record FieldIs(Field field, String value) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice slice = field.of(record);
      return slice.present && Target.equal(slice, value);
    }

    @Override
    public String words() {
      return field.header + " is \"" + value + '"';
    }
  }

  /// The field is not there, or empty, or `-`, which logs can not tell apart.
  record FieldMissing(Field field) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      Slice slice = field.of(record);
      return !slice.present || slice.length() == 0 || Target.equal(slice, "-");
    }

    @Override
    public String words() {
      return "there is no " + field.header;
    }
  }

  /// User-Agent holds one of some texts and none of others, in upper or lower case; both are given
  /// in lower case.
  record AgentHolds(List<String> any, List<String> none) implements Condition {
    /// Copies the texts.
    public AgentHolds {
      any = List.copyOf(any);
      none = List.copyOf(none);
    }

    @Override
    public boolean matches(LogRecord record) {
      Slice agent = record.userAgent;
      return agent.present && holds(agent, any) && !holds(agent, none);
    }

    private static boolean holds(Slice agent, List<String> texts) {
      for (int i = 0; i < texts.size(); i++) {
        if (Target.contains(agent, texts.get(i))) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String words() {
      String words =
          any.stream().collect(Collectors.joining("\" or \"", "User-Agent has \"", "\""));
      return none.isEmpty()
          ? words
          : words + none.stream().collect(Collectors.joining("\", \"", " and none of \"", "\""));
    }
  }

  /// The Host, in lower case and without a port.
  record HostIs(String host) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      return record.host.present && Target.isHost(record.host, host);
    }

    @Override
    public String words() {
      return "the host is \"" + host + '"';
    }
  }

  /// The client's address lies in this block.
  record AddressIn(Prefix prefix) implements Condition {
    @Override
    public boolean matches(LogRecord record) {
      return record.clientKnown
          && prefix.contains(ClientKey.ofIpv6(record.clientHigh, record.clientLow));
    }

    /// As servers write it: a lone address without a length.
    String text() {
      return prefix.bits() == prefix.address().familyBits()
          ? prefix.address().toString()
          : prefix.toString();
    }

    @Override
    public String words() {
      return "the address is in " + text();
    }
  }
}
