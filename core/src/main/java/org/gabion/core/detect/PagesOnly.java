package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Sample;

/// Tells a flood from a crowd of readers where the log has no lines for style, scripts and images:
/// nobody is seen to fetch them there, so any crowd looks like programs. Stateless.
///
/// Four things still tell: most requests share how their client is built, in a way that hardly
/// anybody had before; each source asks faster than a person reads, and all with one agent; they
/// ask for weak places that are not there; or those who try to log in never opened a page. The
/// family of an agent and the protocol are not enough: a crowd that comes by one link shares them.
final class PagesOnly {
  private static final double MOST = 0.5;

  /// A shared build that more than this share of browsers' requests had before may be that of
  /// readers.
  private static final double RARE = 0.05;

  /// None among so many sampled requests bounds a share by 3 / n at 95 % (the rule of three: Hanley
  /// and Lippman-Hand, 1983).
  private static final double THREE = 3;

  /// Requests of each source in a minute.
  private static final double RESTLESS = 120;

  private static final double ONE_AGENT_BITS = 0.5;

  private static final double NEARLY_ALL = 0.9;

  private PagesOnly() {}

  /// Whether this can not be a crowd of readers.
  ///
  /// @param matched the requests that the signatures match
  static boolean tells(List<Mined> mined, Sample matched, Block block, Baseline baseline) {
    Profile profile = Profile.of(matched);
    boolean restless =
        profile.perClient() / Math.max(1, block.minutes()) >= RESTLESS
            && profile.agentBits() < ONE_AGENT_BITS;
    boolean probes = profile.probes() >= MOST && profile.missing() >= MOST;
    if (restless || probes || profile.logins() >= MOST && nobodyOpensAPage(matched, block)) {
      return true;
    }
    Sample usual = baseline.rows();
    List<Signature> builds = new ArrayList<>();
    double coverage = 0;
    for (Mined each : mined) {
      Optional<Signature> build = build(each.signature());
      if (build.isPresent()) {
        builds.add(build.get());
        // All together: every agent is rare where there are many.
        if (share(builds, usual) <= RARE) {
          coverage += each.coverage();
        } else {
          builds.removeLast();
        }
      }
    }
    return coverage >= MOST;
  }

  /// Whether those who try to log in do nothing else: a person opens the page first that the form
  /// stands on.
  private static boolean nobodyOpensAPage(Sample matched, Block block) {
    Map<Long, Double> posts = new HashMap<>();
    for (int row = 0; row < matched.size(); row++) {
      if (matched.isPost(row)) {
        posts.merge(matched.client(row), matched.weight(row), Double::sum);
      }
    }
    ClientSample clients = block.clients();
    double all = 0;
    double alone = 0;
    for (int row = 0; row < clients.size(); row++) {
      double tries = posts.getOrDefault(clients.client(row), 0.0);
      all += tries;
      alone += clients.requests(row) <= tries ? tries : 0;
    }
    return alone > 0 && alone >= NEARLY_ALL * all;
  }

  /// What a signature says of how a client is built.
  private static Optional<Signature> build(Signature signature) {
    List<Clause> clauses =
        signature.clauses().stream()
            .filter(clause -> clause.attribute().tellsTheClient())
            .filter(clause -> clause.attribute() != Attribute.PROTOCOL)
            .filter(clause -> clause.attribute() != Attribute.USER_AGENT_FAMILY)
            .filter(clause -> clause.attribute() != Attribute.ASSETS)
            .toList();
    return clauses.isEmpty() ? Optional.empty() : Optional.of(new Signature(clauses));
  }

  /// An upper bound on the share of browsers' requests that match any of these: programs come all
  /// the time, and many on a quiet site.
  private static double share(List<Signature> builds, Sample rows) {
    double matching = 0;
    double all = 0;
    int browsers = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.agentClass(row) == UserAgentClass.BROWSER) {
        all += rows.weight(row);
        browsers++;
        matching += matchesAny(builds, rows, row) ? rows.weight(row) : 0;
      }
    }
    return browsers == 0 ? 1 : matching / all + THREE / browsers;
  }

  private static boolean matchesAny(List<Signature> builds, Sample rows, int row) {
    return builds.stream().anyMatch(build -> build.matches(rows, row));
  }
}
