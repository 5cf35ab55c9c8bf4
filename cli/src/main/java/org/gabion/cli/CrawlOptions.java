package org.gabion.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.capture.CrawlConfig;
import org.gabion.mirror.capture.CrawlLimits;
import org.gabion.mirror.capture.CrawlScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What an operator says about the crawl of their own site.
final class CrawlOptions {
  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "A further name of the same site, such as www.example.org.")
  private Set<String> hosts = new HashSet<>();

  @Option(
      names = "--query",
      paramLabel = "PREFIX=NAME,...",
      description =
          "Parameters that choose a page below a path, such as /archive=page,year; others are"
              + " dropped.")
  private Map<String, String> parameters = new HashMap<>();

  @Option(
      names = "--exclude",
      paramLabel = "PREFIX",
      description = "A path that is left out with all below it.")
  private List<String> excluded = new ArrayList<>();

  @Option(
      names = "--canaries",
      paramLabel = "FILE",
      description = "Texts that must never be in a copy, a line each, such as an account's name.")
  private @Nullable Path canaries;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5",
      description = "Requests a second; ${DEFAULT-VALUE} by default, never more than 20.")
  private double rate;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      description =
          "The language to ask for where a page has several; ${DEFAULT-VALUE} by default.")
  private String language;

  @SuppressWarnings("NullAway.Init")
  CrawlOptions() {}

  /// @throws IllegalArgumentException names the option and what would be right
  CrawlConfig config(URI start, Digest site) throws IOException {
    Map<String, Set<String>> allowed = new HashMap<>();
    parameters.forEach((prefix, names) -> allowed.put(prefix, Set.of(names.split(",", -1))));
    CrawlLimits usual = CrawlLimits.USUAL;
    CrawlLimits limits =
        new CrawlLimits(
            rate,
            usual.connections(),
            usual.maxPages(),
            usual.maxPageBytes(),
            usual.maxTotalBytes(),
            usual.maxDepth(),
            usual.maxAlike(),
            usual.connectTimeout(),
            usual.answerTimeout());
    List<String> texts =
        canaries == null
            ? List.of()
            : Files.readAllLines(canaries).stream().filter(line -> !line.isBlank()).toList();
    return new CrawlConfig(
        site, new CrawlScope(start, hosts, allowed, excluded, List.of()), limits, texts, language);
  }
}
