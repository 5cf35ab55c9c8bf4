package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.rules.Condition.AgentHolds;
import org.gabion.analyze.rules.Condition.Field;
import org.gabion.analyze.rules.Condition.FieldMissing;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.request.UserAgentFamily;

/// Says the family of a user agent and its major version by texts that it holds: what every server
/// can look for. A little wider or narrower than [UserAgentFamily]; the replay tells what that
/// costs. Stateless.
final class AgentFamilies {
  /// What a crawler, or a browser without a screen, has besides a browser's name.
  private static final List<String> NO_BROWSER = List.of("bot", "crawl", "spider", "headless");

  private AgentFamilies() {}

  /// Reads a family as reports write it: `CHROME 119`, `CURL`.
  static Optional<Condition> of(String text) {
    int blank = text.indexOf(' ');
    String name = blank < 0 ? text : text.substring(0, blank);
    String major = blank < 0 ? "" : text.substring(blank + 1);
    for (UserAgentFamily family : UserAgentFamily.values()) {
      if (family.name().equals(name) && major.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return of(family, major);
      }
    }
    return Optional.empty();
  }

  private static Optional<Condition> of(UserAgentFamily family, String major) {
    if (family == UserAgentFamily.OTHER) {
      return Optional.empty();
    }
    if (family == UserAgentFamily.EMPTY) {
      return Optional.of(new FieldMissing(Field.USER_AGENT));
    }
    List<String> any = new ArrayList<>();
    for (String token : names(family)) {
      any.add(major.isEmpty() ? token : versioned(token, major));
    }
    List<String> none = new ArrayList<>();
    if (family.agentClass() == UserAgentClass.BROWSER) {
      none.addAll(others(family));
      none.addAll(NO_BROWSER);
    }
    return Optional.of(new AgentHolds(any, none));
  }

  private static List<String> names(UserAgentFamily family) {
    if (family == UserAgentFamily.SAFARI) {
      return List.of("version/");
    }
    if (family == UserAgentFamily.IE) {
      return List.of("msie ");
    }
    return family.tokens().stream()
        .map(token -> token.replace("<", "").replace(">", ""))
        .distinct()
        .toList();
  }

  private static String versioned(String token, String major) {
    boolean open = token.endsWith("/") || token.endsWith(" ");
    return token + (open ? "" : "/") + major + ".";
  }

  /// Browsers that name this one too.
  private static List<String> others(UserAgentFamily family) {
    List<String> built = List.of("edg/", "edge/", "edga/", "edgios/", "opr/", "samsungbrowser");
    if (family == UserAgentFamily.CHROME) {
      return built;
    }
    if (family != UserAgentFamily.SAFARI) {
      return List.of();
    }
    List<String> others = new ArrayList<>(built);
    others.addAll(List.of("chrome", "crios", "chromium", "fxios", "opera"));
    return others;
  }
}
