package org.gabion.core.detect;

import java.util.HashSet;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.signature.ValueWeights;
import org.gabion.core.window.Sample;

/// What a population of requests looks like, in shares of its weight.
///
/// @param requests how many
/// @param clients distinct clients among the sampled rows
/// @param sampledRequests sampled rows
/// @param paths distinct paths among the sampled rows
/// @param topPath share of the most frequent path
/// @param agentBits entropy of the user agents
/// @param topAgent share of the most frequent user agent
/// @param missing answered 400 to 498
/// @param vanished left before the answer, or never answered
/// @param broken answered 5xx
/// @param logins POST to where somebody logs in
/// @param probes paths that only those ask for who look for weak places
/// @param documents documents that were served
/// @param pages pages
/// @param feeds feeds
/// @param services health checks and the like
/// @param queries with a query
/// @param tools agents that name a program or library, or none
/// @param readers clients that fetch assets
/// @param referred with a Referer
record Profile(
    double requests,
    int clients,
    int sampledRequests,
    int paths,
    double topPath,
    double agentBits,
    double topAgent,
    double missing,
    double vanished,
    double broken,
    double logins,
    double probes,
    double documents,
    double pages,
    double feeds,
    double services,
    double queries,
    double tools,
    double readers,
    double referred) {

  /// Requests for each client, among the sampled.
  double perClient() {
    return clients == 0 ? 0 : (double) sampledRequests / clients;
  }

  /// Distinct paths for each request, among the sampled.
  double pathsPerRequest() {
    return sampledRequests == 0 ? 0 : (double) paths / sampledRequests;
  }

  static Profile of(Sample rows) {
    int n = rows.size();
    double total = Math.max(1e-9, rows.totalWeight());
    ValueWeights paths = new ValueWeights(n);
    ValueWeights agents = new ValueWeights(n);
    Set<Long> clients = new HashSet<>();
    double[] sums = new double[12];
    for (int i = 0; i < n; i++) {
      double w = rows.weight(i);
      clients.add(rows.client(i));
      addIfPresent(paths, rows.value(i, Attribute.PATH), w);
      addIfPresent(agents, rows.value(i, Attribute.USER_AGENT), w);
      int status = rows.status(i);
      PathClass path = rows.pathClass(i);
      UserAgentClass agent = rows.agentClass(i);
      sums[0] += status >= 400 && status < 499 ? w : 0;
      sums[1] += status == 499 || status == 0 ? w : 0;
      sums[2] += status >= 500 ? w : 0;
      sums[3] += path == PathClass.LOGIN && rows.isPost(i) ? w : 0;
      sums[4] += rows.isProbe(i) ? w : 0;
      sums[5] += path == PathClass.DOCUMENT && status < 400 ? w : 0;
      sums[6] += path == PathClass.PAGE ? w : 0;
      sums[7] += path == PathClass.FEED ? w : 0;
      sums[8] += path == PathClass.SERVICE ? w : 0;
      sums[9] += rows.value(i, Attribute.QUERY_KEYS) != 0 ? w : 0;
      sums[10] += agent == UserAgentClass.TOOL || agent == UserAgentClass.EMPTY ? w : 0;
      sums[11] += rows.value(i, Attribute.ASSETS) == Block.HAS_ASSETS ? w : 0;
    }
    double referred = 0;
    for (int i = 0; i < n; i++) {
      referred += rows.value(i, Attribute.REFERER) != 0 ? rows.weight(i) : 0;
    }
    return new Profile(
        total,
        clients.size(),
        n,
        paths.size(),
        top(paths) / total,
        agents.entropy(),
        top(agents) / total,
        sums[0] / total,
        sums[1] / total,
        sums[2] / total,
        sums[3] / total,
        sums[4] / total,
        sums[5] / total,
        sums[6] / total,
        sums[7] / total,
        sums[8] / total,
        sums[9] / total,
        sums[10] / total,
        sums[11] / total,
        referred / total);
  }

  private static void addIfPresent(ValueWeights weights, int value, double weight) {
    if (value != 0) {
      weights.add(value, weight);
    }
  }

  private static double top(ValueWeights weights) {
    return weights.top(1, 0).stream().mapToDouble(weights::weight).sum();
  }
}
