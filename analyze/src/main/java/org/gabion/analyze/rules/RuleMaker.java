package org.gabion.analyze.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Printable;
import org.gabion.core.detect.Kind;

/// Writes the rules that the replay found worth pasting, each checked by the real program where it
/// is installed, and says why there is none where there is none. Stateless.
///
/// A rule that the real program refuses is not given out.
public final class RuleMaker {
  private static final Duration LIFE = Duration.ofHours(24);
  // A pause of this length ends an incident.
  private static final Duration PAUSE = Duration.ofMinutes(30);
  private static final int MOST_WORDS = 300;

  private RuleMaker() {}

  /// The rules of each planned incident, in order.
  ///
  /// @param now when the operator reads them
  public static List<IncidentRules> make(RulePlans plans, RuleReplay replay, Instant now) {
    List<IncidentRules> all = new ArrayList<>();
    for (int i = 0; i < plans.plans().size(); i++) {
      RulePlans.Plan plan = plans.plans().get(i);
      List<PasteRule> rules = new ArrayList<>();
      List<String> withheld = new ArrayList<>();
      for (RulePlans.Option option : plan.options()) {
        Optional<Choice> choice = Choice.best(plan, option, i, replay);
        if (choice.isEmpty()) {
          withheld.add(Withheld.reason(plan, option, i, replay));
        } else {
          add(plan, option, i, replay, choice.get(), now, rules, withheld);
        }
      }
      all.add(new IncidentRules(plan.incident().id(), rules, withheld));
    }
    return all;
  }

  private static void add(
      RulePlans.Plan plan,
      RulePlans.Option option,
      int incident,
      RuleReplay replay,
      Choice choice,
      Instant now,
      List<PasteRule> rules,
      List<String> withheld) {
    IncidentFacts facts = plan.incident();
    RuleTarget target = option.target();
    Ruling ruling = new Ruling(label(facts.id()), status(facts.kind()), choice.grounds());
    Snippet snippet = target.render(ruling);
    RealProgram.Answer answer = RealProgram.check(target, snippet);
    if (!answer.accepted()) {
      withheld.add("no rule for " + target.name() + ": it was made and " + answer.words());
      return;
    }
    Instant expires = expires(facts, now);
    double removes = (double) choice.cost().attack() / Math.max(1, replay.attack(incident));
    List<String> notes = new ArrayList<>();
    notes.add(
        "Gabion, incident %s: %s, %s to %s"
            .formatted(
                Printable.of(facts.id(), 40), facts.kind().word(), facts.start(), facts.end()));
    notes.add(
        "Turns away: "
            + ascii(words(choice.grounds()))
            + " (answer: "
            + answerOf(target, ruling)
            + ")");
    notes.add(
        "Replayed on the same log: matches %s of the incident's %,d requests, and %,d of %,d others"
            .formatted(
                Figures.share(removes),
                replay.attack(incident),
                choice.cost().innocents(),
                replay.innocents()));
    notes.add(
        now.isAfter(expires)
            ? "Expired " + expires + ": this attack is over; paste it only if it comes back"
            : "Expires " + expires + ": take it out then, or look again whether it still helps");
    notes.add("To take it out: " + target.undo(ruling));
    notes.add(Figures.sentence(ascii(answer.words())));
    rules.add(
        new PasteRule(
            target.name(),
            snippet.text(notes),
            removes,
            choice.cost().innocents(),
            expires,
            answer.words()));
  }

  private static String answerOf(RuleTarget target, Ruling ruling) {
    return switch (target) {
      case NginxRules nginx -> Integer.toString(ruling.status());
      case HaproxyRules haproxy -> Integer.toString(ruling.status());
      case ApacheRules apache -> "403";
      case NftablesRules nftables -> "none, packets are dropped";
      case CloudflareRules cloudflare -> "403, by its action Block";
    };
  }

  private static Instant expires(IncidentFacts facts, Instant now) {
    boolean ongoing = facts.end().isAfter(now.minus(PAUSE));
    return (ongoing ? now : facts.end())
        .plus(LIFE)
        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
  }

  /// Too many requests of one kind may come back later; who looks for weak places may not.
  private static int status(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD -> 429;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> 403;
    };
  }

  private static String label(String id) {
    String plain = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    String named = plain.matches("[a-z].*") ? plain : "i" + plain;
    return named.substring(0, Math.min(named.length(), 32));
  }

  private static String words(Ruling.Grounds grounds) {
    return switch (grounds) {
      case Ruling.Grounds.BySignature(List<Conjunction> any) ->
          any.stream().map(Conjunction::words).collect(Collectors.joining("; or "));
      case Ruling.Grounds.ByAddress(var addresses) ->
          addresses.size() == 1
              ? "everything from " + addresses.getFirst()
              : "everything from " + addresses.size() + " addresses";
    };
  }

  /// Text from a log as part of a comment: on one line, ASCII, never ending in a backslash.
  private static String ascii(String byteText) {
    StringBuilder out = new StringBuilder();
    for (char c : Printable.of(byteText, MOST_WORDS).toCharArray()) {
      if (c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return out.toString();
  }
}
