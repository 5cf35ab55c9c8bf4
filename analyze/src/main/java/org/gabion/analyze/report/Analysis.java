package org.gabion.analyze.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// All that an analysis found: what `--json` writes (schema `gabion.analysis/1`) and every other
/// report is made from.
///
/// @param warnings what must be known before anything else is believed
/// @param files in the order given
/// @param span first and last request; empty if no line was read
/// @param requests parsed requests, over all files
/// @param incidents in order of their start
/// @param detectorsNotRun what the logs could not tell, in words
/// @param timeline all requests over time, and those that incidents matched
public record Analysis(
    List<Warning> warnings,
    List<InputFile> files,
    Optional<Span> span,
    long requests,
    List<Incident> incidents,
    List<String> detectorsNotRun,
    Timeline timeline) {
  /// So many different clients are counted exactly; a larger number is an estimate.
  public static final long MOST_EXACT = 1_000;

  /// Whether there were lines, and none of them was of the format they were read in.
  public boolean isUnread() {
    return requests == 0
        && files.stream()
            .flatMap(file -> file.rejected().keySet().stream())
            .anyMatch(
                reason ->
                    !reason.equals(LineOutcome.NO_REQUEST.reason)
                        && !reason.equals(LineOutcome.EMPTY.reason));
  }

  /// Why the whole analysis may be wrong, and what to do about it.
  ///
  /// @param command that does it, to be pasted into a shell
  public record Warning(String text, Optional<String> command) {}

  /// One file that was read.
  ///
  /// @param format the format's name
  /// @param formatReason why this format was taken, and the runner-up, in words
  /// @param rejected how many lines could not be read, by reason
  /// @param samples up to three rejected lines for each reason, printable
  public record InputFile(
      String path,
      String format,
      String formatReason,
      long lines,
      long parsed,
      Map<String, Long> rejected,
      Map<String, List<String>> samples) {}

  /// From the first request to the last, both included.
  public record Span(Instant from, Instant to) {}

  /// One thing that happened.
  ///
  /// @param start the first matching request; if there is no signature, the beginning of the minute
  ///   with which it began
  /// @param end the last matching request; if there is no signature, the end of the minute with
  ///   which it ended
  /// @param clients different ones; exact up to [#MOST_EXACT], an estimate beyond
  /// @param peakPerSecond most matched requests in one second
  /// @param signatureText the signatures in words
  /// @param coverage share of the abnormal requests that the signatures match, 0 to 1
  /// @param reasons why it is of this kind, in words
  /// @param related incidents that belong together with this one, and why
  /// @param withheld why there is no rule for a server, or none at all: a sentence each
  /// @param matchedLines 1-based line numbers over all input, rising; empty unless asked for. Very
  ///   many are in a file as long as the inputs are open: read them in order
  public record Incident(
      String id,
      Kind kind,
      Judgement verdict,
      Instant start,
      Instant end,
      long requests,
      long clients,
      long peakPerSecond,
      long bytes,
      List<MinedSignature> signatures,
      String signatureText,
      double coverage,
      Innocents innocents,
      Hurt hurt,
      List<String> reasons,
      List<Link> related,
      List<PasteRule> rules,
      List<String> withheld,
      List<Long> matchedLines,
      Detail detail) {}

  /// Another incident that belongs together with one.
  ///
  /// @param id of the other incident
  /// @param reason why, in words
  public record Link(String id, String reason) {}

  /// A conjunction of clauses that the incident's requests share.
  ///
  /// @param coverage share of the incident's requests that it matches
  /// @param innocents share of other visitors' requests that it matches
  public record MinedSignature(List<Condition> clauses, double coverage, double innocents) {}

  /// `attribute` is `value`, both as text.
  public record Condition(String attribute, String value) {}

  /// Innocent requests that the signatures match: other visitors', and all where the incident is
  /// benign.
  ///
  /// @param share of all innocent requests of the span, 0 to 1
  /// @param upperBound95 one-sided 95 % bound on the share of innocent clients
  public record Innocents(long requests, double share, double upperBound95) {}

  /// What other visitors suffered during the incident, against the calm time.
  ///
  /// @param sentence in words
  /// @param errorShare share of other visitors' requests that were answered 5xx, 0 or 499 during
  ///   it; negative if there were none
  /// @param errorShareBefore the same in the calm time
  /// @param p90Millis 90th percentile of other visitors' response times; negative if the log has
  ///   none
  /// @param p90MillisBefore the same in the calm time
  /// @param affectedClients other visitors that met an error during it
  public record Hurt(
      String sentence,
      long requests,
      double errorShare,
      double errorShareBefore,
      double p90Millis,
      double p90MillisBefore,
      long affectedClients) {
    private static final double WORSE_ERRORS = 0.02;
    private static final double WORSE_TIMES = 2;

    /// Whether clearly more of their requests failed than before: by more than 2 in 100.
    public boolean hasMoreErrors() {
      return errorShare > Math.max(0, errorShareBefore) + WORSE_ERRORS;
    }

    /// Whether they clearly waited longer than before: more than twice as long.
    public boolean isSlower() {
      return p90Millis > 0 && p90MillisBefore > 0 && p90Millis > WORSE_TIMES * p90MillisBefore;
    }

    /// Whether anybody was hurt, as far as the log can tell.
    public boolean isFelt() {
      return hasMoreErrors() || isSlower();
    }
  }

  /// What a rule does with the requests that it matches.
  public enum Measure {
    /// Turns all of them away.
    BLOCK,
    /// Lets a few of them through in a second, and turns the others away.
    LIMIT,
    /// Lets them through once a browser has solved a task.
    CHALLENGE;

    /// The word in reports.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A rule ready to paste, replayed on the same log.
  ///
  /// @param target `nginx`, `haproxy`, `apache`, `nftables` or `cloudflare`
  /// @param removes share of the incident's requests that it would have turned away, at least
  /// @param innocentsHit other visitors' requests that it would have turned away, at most
  /// @param innocentsUpperBound95 no larger share of other visitors would have met it, with a
  ///   certainty of 95 %
  /// @param expires when to take it out again, counted from when it was made
  /// @param checked what the real program said of it, or that it is not installed
  public record PasteRule(
      String target,
      Measure measure,
      String text,
      double removes,
      long innocentsHit,
      double innocentsUpperBound95,
      Instant expires,
      String checked) {}

  /// The traffic around an incident.
  ///
  /// @param before the same length of time before it, all requests
  /// @param during matched requests
  /// @param others the other requests during it
  /// @param after the same length of time after it
  public record Detail(
      Traffic before,
      Traffic during,
      Traffic others,
      Traffic after,
      List<Count> sources,
      List<Count> paths,
      List<Count> agents,
      List<Count> statuses) {}

  /// How much.
  public record Traffic(long requests, long bytes, long clients, long errors, double perMinute) {}

  /// A value, and how many of the incident's requests have it; printable.
  public record Count(String value, long requests) {}

  /// Requests over time in buckets of equal length.
  ///
  /// @param all requests in each bucket
  /// @param matched for each incident of the analysis, in its order, the matched requests in each
  ///   bucket
  public record Timeline(
      Instant from, long bucketSeconds, List<Long> all, List<List<Long>> matched) {}
}
