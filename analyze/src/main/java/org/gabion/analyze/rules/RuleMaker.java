package org.gabion.analyze.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Printable;
import org.gabion.core.detect.Judgement;
import org.gabion.core.request.Attribute;

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

  /// The rules of each incident, in order; why there are none for those that are no attacks.
  ///
  /// @param now when the operator reads them
  public static List<IncidentRules> make(RulePlans plans, RuleReplay replay, Instant now) {
    List<IncidentRules> all = new ArrayList<>();
    int attack = 0;
    for (IncidentFacts facts : plans.all()) {
      List<IncidentRules.Made> made = new ArrayList<>();
      List<String> withheld = new ArrayList<>();
      if (facts.verdict() == Judgement.ATTACK) {
        make(plans.plans().get(attack), attack, replay, now, made, withheld);
        attack++;
      } else {
        withheld.add(Withheld.reason(facts));
      }
      all.add(new IncidentRules(facts.id(), title(facts), made, withheld));
    }
    return all;
  }

  private static void make(
      RulePlans.Plan plan,
      int incident,
      RuleReplay replay,
      Instant now,
      List<IncidentRules.Made> made,
      List<String> withheld) {
    Optional<String> never = Withheld.ofAll(plan, incident, replay);
    if (never.isPresent()) {
      withheld.add(never.get());
      return;
    }
    for (RulePlans.Option option : plan.options()) {
      Optional<Choice> choice = new Chooser(plan, option, incident, replay).best();
      if (choice.isEmpty()) {
        withheld.add(Withheld.reason(plan, option, incident, replay));
        continue;
      }
      RuleTarget target = option.target();
      Ruling ruling =
          new Ruling(label(plan.incident().id()), choice.get().response(), choice.get().grounds());
      Snippet snippet = target.render(ruling);
      RealProgram.Answer answer = RealProgram.check(target, snippet);
      if (answer.accepted()) {
        made.add(made(plan, option, incident, replay, choice.get(), ruling, snippet, answer, now));
      } else {
        withheld.add("no rule for " + target.name() + ": it was made and " + answer.words());
      }
    }
  }

  private static IncidentRules.Made made(
      RulePlans.Plan plan,
      RulePlans.Option option,
      int incident,
      RuleReplay replay,
      Choice choice,
      Ruling ruling,
      Snippet snippet,
      RealProgram.Answer answer,
      Instant now) {
    RuleTarget target = option.target();
    Instant expires = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
    double removes = (double) choice.removed() / Math.max(1, replay.attack(incident));
    double bound = choice.upperBound(plan, replay);
    List<String> notes = new ArrayList<>();
    notes.add("Gabion, incident " + title(plan.incident()));
    notes.add("Matches: " + ascii(words(choice.grounds())));
    notes.add("What matches " + becomes(target, ruling.response()));
    notes.add(
        "Replayed on the same log: keeps off %s%s of the incident's %,d requests"
            .formatted(
                choice.removed() < choice.cost().attack() ? "at least " : "",
                Figures.share(removes),
                replay.attack(incident)));
    notes.add(
        "Innocents: matches %,d of %,d requests of others, from up to %,d of about %,d visitors"
            .formatted(
                choice.cost().innocents(),
                replay.innocents(),
                choice.cost().clients(),
                replay.clients()));
    notes.add(
        "With 95 %% certainty at most %s of visitors like them would meet it"
            .formatted(Figures.share(bound)));
    Set<Attribute> left = left(plan, option, choice);
    if (!left.isEmpty()) {
      notes.add(
          "Wider than the signature, for this server decides without knowing "
              + Withheld.words(left)
              + "; the figures above are those of the rule as it stands here");
    }
    notes.add(
        "Expires "
            + expires
            + ", %d hours from when it was made, ".formatted(LIFE.toHours())
            + now.truncatedTo(ChronoUnit.SECONDS)
            + ": take it out then, or look again whether it still helps");
    if (plan.incident().end().isBefore(now.minus(PAUSE))) {
      notes.add(
          "This attack was over %s, before the rule was made: paste it only if it comes back, and"
                  .formatted(plan.incident().end())
              + " take it out %d hours later".formatted(LIFE.toHours()));
    }
    notes.add("To test and load it: " + target.test());
    notes.add("To take it out: " + target.undo(ruling));
    notes.add(Figures.sentence(ascii(answer.words())));
    PasteRule rule =
        new PasteRule(
            target.name(),
            choice.measure(),
            snippet.text(notes),
            removes,
            choice.cost().innocents(),
            bound,
            expires,
            answer.words());
    List<IncidentRules.RuleFile> files =
        snippet.parts().stream()
            .map(
                part ->
                    new IncidentRules.RuleFile(
                        ruling.label() + "-" + target.name() + "-" + part.file(),
                        part.place(),
                        Snippet.text(part, notes)))
            .toList();
    return new IncidentRules.Made(rule, files, target.test(), target.undo(ruling));
  }

  private static Set<Attribute> left(RulePlans.Plan plan, RulePlans.Option option, Choice choice) {
    Set<Attribute> left = EnumSet.noneOf(Attribute.class);
    if (choice.grounds() instanceof Ruling.Grounds.BySignature(List<Conjunction> any)) {
      for (Conjunction all : any) {
        left.addAll(option.left().getOrDefault(plan.candidates().indexOf(all), Set.of()));
      }
    }
    return left;
  }

  private static String title(IncidentFacts facts) {
    return "%s: %s, %s to %s"
        .formatted(Printable.of(facts.id(), 40), facts.kind().word(), facts.start(), facts.end());
  }

  private static String becomes(RuleTarget target, Ruling.Response response) {
    return switch (response) {
      case Ruling.Response.Refuse(int status) ->
          "is turned away, " + refusal(target, Integer.toString(status));
      case Ruling.Response.Limit(int perSecond) ->
          "is limited: "
              + perSecond
              + " such requests pass in a second, all others get 429; it matches too many readers"
              + " to turn all away";
      case Ruling.Response.Challenge challenge ->
          "must solve a task in a browser first; it matches too many readers to turn all away";
    };
  }

  private static String refusal(RuleTarget target, String status) {
    return switch (target) {
      case NginxRules nginx -> "with " + status;
      case HaproxyRules haproxy -> "with " + status;
      case ApacheRules apache -> "with 403";
      case NftablesRules nftables -> "without an answer: its packets are dropped";
      case CloudflareRules cloudflare -> "with 403, by the action Block";
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
