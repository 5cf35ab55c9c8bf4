package org.gabion.core.journal;

import java.util.List;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.policy.Posture;
import org.gabion.core.policy.Reason;

/// Everything worth telling an operator, as a closed set. Values only; the time is added by the
/// [Journal].
public sealed interface Event {
  /// The stable word for this kind of event, in the past tense: `posture.changed`.
  String name();

  /// How much it wants a person's eye; most events are the course of things.
  default Severity severity() {
    return Severity.INFO;
  }

  /// One plain sentence.
  String message();

  /// Tells the fields apart from name, severity and message.
  void describe(Fields to);

  /// The guard takes requests.
  ///
  /// @param listeners the addresses it listens on
  /// @param millis from the start of the process
  record Started(String version, List<String> listeners, boolean observeOnly, long millis)
      implements Event {
    public Started {
      listeners = List.copyOf(listeners);
    }

    @Override
    public String name() {
      return "guard.started";
    }

    @Override
    public String message() {
      return "The guard listens on " + String.join(", ", listeners) + ".";
    }

    @Override
    public void describe(Fields to) {
      to.text("version", version)
          .texts("listeners", listeners)
          .flag("observeOnly", observeOnly)
          .number("millis", millis);
    }
  }

  /// The guard takes no new work and finishes what runs.
  record DrainStarted(int connections, long deadlineMillis) implements Event {
    @Override
    public String name() {
      return "guard.draining";
    }

    @Override
    public String message() {
      return "The guard is stopping; " + connections + " connections may finish.";
    }

    @Override
    public void describe(Fields to) {
      to.number("connections", connections).number("deadlineMillis", deadlineMillis);
    }
  }

  /// The guard has ended.
  ///
  /// @param cutOff connections that were not done at the deadline
  record Stopped(long uptimeMillis, int cutOff) implements Event {
    @Override
    public String name() {
      return "guard.stopped";
    }

    @Override
    public Severity severity() {
      return cutOff == 0 ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String message() {
      return "The guard has stopped; " + cutOff + " connections were cut off.";
    }

    @Override
    public void describe(Fields to) {
      to.number("uptimeMillis", uptimeMillis).number("cutOff", cutOff);
    }
  }

  /// A changed configuration is in force.
  ///
  /// @param needRestart keys that changed but take effect only at a restart
  record Reloaded(long revision, List<String> needRestart) implements Event {
    public Reloaded {
      needRestart = List.copyOf(needRestart);
    }

    @Override
    public String name() {
      return "config.reloaded";
    }

    @Override
    public Severity severity() {
      return needRestart.isEmpty() ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String message() {
      return needRestart.isEmpty()
          ? "The changed configuration is in force."
          : "The changed configuration is in force, except for what needs a restart: "
              + String.join(", ", needRestart)
              + ".";
    }

    @Override
    public void describe(Fields to) {
      to.number("revision", revision).texts("needRestart", needRestart);
    }
  }

  /// A changed configuration was wrong; the one before stays in force.
  record ReloadRefused(List<String> problems) implements Event {
    public ReloadRefused {
      problems = List.copyOf(problems);
    }

    @Override
    public String name() {
      return "config.refused";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "The changed configuration has problems; the one before stays in force.";
    }

    @Override
    public void describe(Fields to) {
      to.texts("problems", problems);
    }
  }

  /// A list of addresses was read again from its file.
  record ListReloaded(String file, int prefixes) implements Event {
    @Override
    public String name() {
      return "list.reloaded";
    }

    @Override
    public String message() {
      return "The list " + file + " was read again: " + prefixes + " prefixes.";
    }

    @Override
    public void describe(Fields to) {
      to.text("file", file).number("prefixes", prefixes);
    }
  }

  /// A certificate was read again from its files.
  ///
  /// @param notAfterEpochSeconds when it ends
  record CertificateReloaded(String site, String file, long notAfterEpochSeconds) implements Event {
    @Override
    public String name() {
      return "certificate.reloaded";
    }

    @Override
    public String message() {
      return "The certificate of site " + site + " was read again from " + file + ".";
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site).text("file", file).number("notAfterEpochSeconds", notAfterEpochSeconds);
    }
  }

  /// A file that is read while running could not be used; what it said before stays in force.
  record FileRefused(String file, String problem) implements Event {
    @Override
    public String name() {
      return "file.refused";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return file + " could not be used; what it said before stays in force.";
    }

    @Override
    public void describe(Fields to) {
      to.text("file", file).text("problem", problem);
    }
  }

  /// The guard began, or ceased, to turn visits away for the origin's sake.
  ///
  /// @param longestWaitMillis in the queue when it changed
  /// @param limit requests the origin is given at once
  record PostureChanged(Posture posture, long longestWaitMillis, int queued, int limit)
      implements Event {
    @Override
    public String name() {
      return "posture.changed";
    }

    @Override
    public Severity severity() {
      return switch (posture) {
        case CALM -> Severity.INFO;
        case UNDER_LOAD -> Severity.WARNING;
      };
    }

    @Override
    public String message() {
      return switch (posture) {
        case CALM -> "All is calm again: every visit is served as it comes.";
        case UNDER_LOAD -> "The site is under load: known visitors go first.";
      };
    }

    @Override
    public void describe(Fields to) {
      to.text("posture", posture.id())
          .number("longestWaitMillis", longestWaitMillis)
          .number("queued", queued)
          .number("limit", limit);
    }
  }

  /// An origin is left alone for a while.
  ///
  /// @param cause what failed, in words
  record OriginDown(String site, String origin, String cause, int failures) implements Event {
    @Override
    public String name() {
      return "origin.down";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "The origin " + origin + " of site " + site + " does not answer: " + cause + ".";
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site)
          .text("origin", origin)
          .text("cause", cause)
          .number("failures", failures);
    }
  }

  /// An origin answers again.
  record OriginUp(String site, String origin, long downMillis) implements Event {
    @Override
    public String name() {
      return "origin.up";
    }

    @Override
    public String message() {
      return "The origin " + origin + " of site " + site + " answers again.";
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site).text("origin", origin).number("downMillis", downMillis);
    }
  }

  /// Readers of a site begin to get its copy.
  ///
  /// @param reason why the first of them did
  /// @param edition the number of the edition
  /// @param published when it was published, in words of RFC 3339
  record CopyBegun(String site, Reason reason, long edition, String published) implements Event {
    @Override
    public String name() {
      return "copy.begun";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "Readers of site " + site + " get its copy of " + published + ". " + reason.text();
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site)
          .text("reason", reason.id())
          .number("edition", edition)
          .text("published", published);
    }
  }

  /// Nobody got the copy of a site for a while.
  ///
  /// @param millis from the first to the last
  /// @param answers how many were copies
  record CopyEnded(String site, long millis, long answers) implements Event {
    @Override
    public String name() {
      return "copy.ended";
    }

    @Override
    public String message() {
      return "Readers of site "
          + site
          + " get the site itself again; "
          + answers
          + " answers were copies.";
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site).number("millis", millis).number("answers", answers);
    }
  }

  /// Parts of a site's copy could not be read; those readers got the ordinary refusal. Told at most
  /// once a minute.
  ///
  /// @param count since the last such event
  /// @param first what was wrong with the first of them
  record CopyUnreadable(String site, long count, String first) implements Event {
    @Override
    public String name() {
      return "copy.unreadable";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return count + " times the copy of site " + site + " could not be read: " + first;
    }

    @Override
    public void describe(Fields to) {
      to.text("site", site).number("count", count).text("first", first);
    }
  }

  /// The guard's own decision code failed; those requests passed. Told at most once a minute.
  ///
  /// @param count since the last such event
  /// @param first what the first of them threw
  record DecisionFailed(long count, String first) implements Event {
    @Override
    public String name() {
      return "decision.failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "The guard could not decide on " + count + " requests and let them pass: " + first;
    }

    @Override
    public void describe(Fields to) {
      to.number("count", count).text("first", first);
    }
  }

  /// A fault in Gabion's own code, apart from decisions; what it was doing was given up.
  record Fault(String what, String cause) implements Event {
    @Override
    public String name() {
      return "guard.fault";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "A fault of Gabion's own while " + what + ": " + cause;
    }

    @Override
    public void describe(Fields to) {
      to.text("what", what).text("cause", cause);
    }
  }

  /// Connections were refused for want of room. Told at most once a minute.
  ///
  /// @param reason which budget
  /// @param refused since the last such event
  record ConnectionLimitReached(Reason reason, long refused, int open) implements Event {
    @Override
    public String name() {
      return "connections.limit-reached";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return refused + " connections were refused. " + reason.text();
    }

    @Override
    public void describe(Fields to) {
      to.text("reason", reason.id()).number("refused", refused).number("open", open);
    }
  }

  /// Lines of the access log were lost because the disk was too slow. Told at most once a minute.
  ///
  /// @param count since the last such event
  record AccessLogDropped(long count) implements Event {
    @Override
    public String name() {
      return "access-log.dropped";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return count + " lines of the access log were dropped: the disk was too slow.";
    }

    @Override
    public void describe(Fields to) {
      to.number("count", count);
    }
  }

  /// A log could not be written.
  record LogFailed(String file, String cause) implements Event {
    @Override
    public String name() {
      return "log.failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "The log " + file + " could not be written: " + cause + ".";
    }

    @Override
    public void describe(Fields to) {
      to.text("file", file).text("cause", cause);
    }
  }

  /// What the guard remembered over a restart: known prefixes and ticket keys.
  ///
  /// @param prefixes about how many known prefixes came back
  record StateRestored(boolean ticketKeys, long prefixes) implements Event {
    @Override
    public String name() {
      return "state.restored";
    }

    @Override
    public String message() {
      return "About " + prefixes + " known prefixes came back after the restart.";
    }

    @Override
    public void describe(Fields to) {
      to.flag("ticketKeys", ticketKeys).number("prefixes", prefixes);
    }
  }

  /// The detector found something that may still go on. It is told, not acted on.
  ///
  /// @param fromMicros start of the first window in which it shows, microseconds since 1970
  /// @param signatures what its requests share, in words; hashes where the words are not known
  record FindingOpened(
      Kind kind,
      Judgement judgement,
      long fromMicros,
      List<String> signatures,
      List<String> reasons)
      implements Event {
    public FindingOpened {
      signatures = List.copyOf(signatures);
      reasons = List.copyOf(reasons);
    }

    @Override
    public String name() {
      return "finding.opened";
    }

    @Override
    public Severity severity() {
      return switch (judgement) {
        case ATTACK, UNCLEAR -> Severity.WARNING;
        case BENIGN -> Severity.INFO;
      };
    }

    @Override
    public String message() {
      return "Found: " + kind.word() + " (" + judgement.word() + ").";
    }

    @Override
    public void describe(Fields to) {
      to.text("kind", kind.word())
          .text("verdict", judgement.word())
          .number("fromMicros", fromMicros)
          .texts("signatures", signatures)
          .texts("reasons", reasons);
    }
  }

  /// What was found has not been seen for half an hour, or the detector has ended.
  ///
  /// @param toMicros end of the last window in which it showed, microseconds since 1970
  record FindingEnded(Kind kind, Judgement judgement, long fromMicros, long toMicros)
      implements Event {
    @Override
    public String name() {
      return "finding.ended";
    }

    @Override
    public String message() {
      return "Over: " + kind.word() + " (" + judgement.word() + ").";
    }

    @Override
    public void describe(Fields to) {
      to.text("kind", kind.word())
          .text("verdict", judgement.word())
          .number("fromMicros", fromMicros)
          .number("toMicros", toMicros);
    }
  }

  /// The system lets the process open fewer files than the configured connections need; fewer
  /// connections are taken.
  ///
  /// @param files that may be open at once
  /// @param wanted connections from readers, as configured
  /// @param given connections from readers that are taken
  record FilesLimited(long files, int wanted, int given) implements Event {
    @Override
    public String name() {
      return "files.limited";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "At most %d connections are taken instead of %d, as only %d files may be open: raise that limit (ulimit -n, LimitNOFILE=) or lower connections.max."
          .formatted(given, wanted, files);
    }

    @Override
    public void describe(Fields to) {
      to.number("files", files).number("wanted", wanted).number("given", given);
    }
  }
}
