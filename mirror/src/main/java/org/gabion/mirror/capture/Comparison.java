package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;

/// Decides, from two visits of two strangers, whether a page is for everybody. Stateless.
final class Comparison {
  private final CanarySearch canaries;

  /// What is decided.
  sealed interface Verdict {
    /// It is for everybody.
    ///
    /// @param body of the first visit, or a new one if something was masked
    record Keep(Map<RouteHeader, String> headers, Body body, int masked) implements Verdict {}

    record Leave(MissReason reason, String detail) implements Verdict {}
  }

  Comparison(CanarySearch canaries) {
    this.canaries = canaries;
  }

  /// Judges what stands in the header and in the address that a redirect leads to.
  ///
  /// @param second its status is 304 if the visitor asked whether the page is as the first one saw
  ///   it, and it is
  /// @return why the page is left out; empty if the contents are to be compared
  Optional<Verdict.Leave> headers(Answer.Got first, Answer.Got second) throws IOException {
    Optional<String> forOne = PrivacyGate.objection(first).or(() -> PrivacyGate.objection(second));
    if (forOne.isPresent()) {
      return leave(MissReason.PRIVATE, forOne.get());
    }
    if (second.status() != 304 && first.status() != second.status()) {
      return leave(
          MissReason.UNSTABLE,
          "it answers "
              + first.status()
              + " to one visitor and "
              + second.status()
              + " to another");
    }
    if (first.status() != 200 && !Route.isStatus(first.status())) {
      return leave(MissReason.FAILED, "it answers " + first.status());
    }
    for (Answer.Got each : List.of(first, second)) {
      for (RouteHeader name : RouteHeader.values()) {
        if (canaries.find(value(each, name)).isPresent()) {
          return leave(MissReason.CANARY, "its " + name.fieldName() + " holds a canary");
        }
      }
      if (canaries.find(each.header("location").orElse("")).isPresent()) {
        return leave(MissReason.CANARY, "the address that it leads to holds a canary");
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict.Leave> leave(MissReason reason, String detail) {
    return Optional.of(new Verdict.Leave(reason, detail));
  }

  /// Judges a page with content; [#headers] had no objection.
  Verdict contents(Answer.Got first, Answer.Got second) throws IOException {
    for (Answer.Got each : second.status() == 304 ? List.of(first) : List.of(first, second)) {
      try (InputStream in = each.body().open()) {
        Optional<String> canary = canaries.find(in);
        if (canary.isPresent()) {
          return new Verdict.Leave(
              MissReason.CANARY,
              canary.get().equals(Visitors.MARK)
                  ? "it shows what its visitor sent"
                  : "it holds the canary '" + canary.get() + "'");
        }
      }
    }
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    for (RouteHeader name : RouteHeader.values()) {
      Optional<String> common = common(name, first, second);
      if (common.isEmpty()) {
        return new Verdict.Leave(
            MissReason.UNSTABLE, "its " + name.fieldName() + " differs from visit to visit");
      }
      if (RouteHeader.fits(common.get())) {
        headers.put(name, common.get());
      }
    }
    return bodies(first, second, headers);
  }

  /// A field's value for everybody, which may be empty; no value at all if there is none.
  private static Optional<String> common(RouteHeader name, Answer.Got first, Answer.Got second) {
    String mine = value(first, name);
    String other = second.status() == 304 ? mine : value(second, name);
    if (mine.equals(other)) {
      return Optional.of(mine);
    }
    return switch (name) {
      // What is made anew for each visit has the time of the visit.
      case LAST_MODIFIED -> Optional.of("");
      case CONTENT_SECURITY_POLICY ->
          Nonces.fixed(mine).equals(Nonces.fixed(other))
              ? Optional.of(Nonces.fixed(mine))
              : Optional.empty();
      case ACCESS_CONTROL_ALLOW_ORIGIN,
          CONTENT_DISPOSITION,
          CONTENT_LANGUAGE,
          CONTENT_TYPE,
          LINK,
          REFERRER_POLICY,
          X_ROBOTS_TAG ->
          Optional.empty();
    };
  }

  private static String value(Answer.Got answer, RouteHeader name) {
    return String.join(", ", answer.headers().allValues(name.fieldName())).strip();
  }

  private static Verdict bodies(
      Answer.Got first, Answer.Got second, Map<RouteHeader, String> headers) throws IOException {
    if (!PageLinks.isHtml(first.type())) {
      return second.status() == 304 || first.body().sameAs(second.body())
          ? new Verdict.Keep(headers, first.body(), 0)
          : differs();
    }
    if (Math.max(first.body().size(), second.body().size()) > PageLinks.MAX_TEXT) {
      return new Verdict.Leave(
          MissReason.TOO_LARGE, "an HTML page of more than " + PageLinks.MAX_TEXT + " bytes");
    }
    byte[] mine = first.body().bytes();
    byte[] other = second.status() == 304 ? mine : second.body().bytes();
    if (isWide(mine, first.header("content-type").orElse(""))) {
      return new Verdict.Leave(
          MissReason.UNSTABLE, "tokens can not be masked in its charset; use UTF-8");
    }
    Optional<Masks.Masked> masked = Masks.both(mine, other);
    if (masked.isEmpty()) {
      return differs();
    }
    boolean asItWas = Arrays.equals(masked.get().content(), mine);
    return new Verdict.Keep(
        headers, asItWas ? first.body() : Body.of(masked.get().content()), masked.get().masked());
  }

  private static Verdict differs() {
    return new Verdict.Leave(MissReason.UNSTABLE, "it differs from visit to visit");
  }

  /// Whether the page's charset writes ASCII with more than one byte.
  private static boolean isWide(byte[] page, String contentType) {
    String charset = PageLinks.charsetName(contentType).toLowerCase(Locale.ROOT);
    boolean marked =
        page.length >= 2
            && ((page[0] & 0xff) == 0xff && (page[1] & 0xff) == 0xfe
                || (page[0] & 0xff) == 0xfe && (page[1] & 0xff) == 0xff);
    return marked || charset.startsWith("utf-16") || charset.startsWith("utf-32");
  }
}
