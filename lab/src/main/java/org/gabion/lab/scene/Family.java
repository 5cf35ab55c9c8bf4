package org.gabion.lab.scene;

import java.util.Set;
import java.util.function.Consumer;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// What a scene shows; `docs/reference/scenes.md` tells what each imitates.
public enum Family {
  ONE_REQUEST("one-request", Floods::oneRequest, Judgement.ATTACK, Kind.FLOOD),
  CACHE_BUSTER("cache-buster", Floods::cacheBuster, Judgement.ATTACK, Kind.FLOOD),
  ROOT_FLOOD("root-flood", Floods::root, Judgement.ATTACK, Kind.FLOOD),
  SEARCH_COST("search-cost", Floods::search, Judgement.ATTACK, Kind.FLOOD),
  TWO_WAVES("two-waves", Floods::twoWaves, Judgement.ATTACK, Kind.FLOOD),
  CROWD_AND_FLOOD("crowd-and-flood", Crowds::withFlood, Judgement.ATTACK, Kind.FLOOD),
  MIMICRY("mimicry", Crowds::mimicry, Judgement.UNCLEAR, Kind.UNCLEAR),
  LOGIN_FLOOD("login-flood", Intrusions::logins, Judgement.ATTACK, Kind.LOGIN_FLOOD),
  SLOW_LOGIN("slow-login", Intrusions::slowLogins, Judgement.ATTACK, Kind.LOGIN_FLOOD),
  SLOW_SCAN("slow-scan", Intrusions::slowScan, Judgement.ATTACK, Kind.SCAN),
  SPREAD_SCAN("spread-scan", Intrusions::spreadScan, Judgement.ATTACK, Kind.SCAN),
  BULK_DOWNLOAD("bulk-download", Intrusions::bulk, Judgement.ATTACK, Kind.BULK_DOWNLOAD),
  FLASH_CROWD("flash-crowd", Crowds::flash, Judgement.BENIGN, Kind.FLASH_CROWD),
  FEED_BURST("feed-burst", Waves::feeds, Judgement.BENIGN, Kind.CRAWLER),
  CRAWLER_WAVE("crawler-wave", Waves::crawlers, Judgement.BENIGN, Kind.CRAWLER),
  FRONT_CROWD("front-crowd", Rushes::frontPage, Judgement.BENIGN, Kind.FLASH_CROWD),
  SEARCH_RUSH("search-rush", Rushes::searches, Judgement.BENIGN, Kind.FLASH_CROWD),
  LOGIN_RUSH("login-rush", Rushes::logins, Judgement.BENIGN, Kind.FLASH_CROWD),
  DOCUMENT_RUSH("document-rush", Rushes::documents, Judgement.BENIGN, Kind.FLASH_CROWD),
  MOVED_SITE("moved-site", Rushes::oldAddresses, Judgement.BENIGN, Kind.FLASH_CROWD),
  DEAD_LINKS("dead-links", Rushes::deadLinks, Judgement.BENIGN),
  KEEN_READERS("keen-readers", Rushes::keenReaders, Judgement.BENIGN),
  REGULARS("regulars", Rushes::regulars, Judgement.BENIGN),
  MONITORS("monitors", Waves::monitors, Judgement.BENIGN, Kind.OWN_MONITOR),
  CALM("calm", stage -> {}, Judgement.BENIGN);

  private final String word;
  private final Consumer<Stage> event;
  private final Judgement verdict;
  private final Set<Kind> kinds;

  Family(String word, Consumer<Stage> event, Judgement verdict, Kind... kinds) {
    this.word = word;
    this.event = event;
    this.verdict = verdict;
    this.kinds = Set.of(kinds);
  }

  /// The word on the command line.
  public String word() {
    return word;
  }

  void play(Stage stage) {
    event.accept(stage);
  }

  /// The right verdict; [Judgement#BENIGN] where there is no attack.
  Judgement verdict() {
    return verdict;
  }

  boolean isSeparable() {
    return verdict == Judgement.ATTACK;
  }

  /// Words that fit.
  Set<Kind> kinds() {
    return kinds;
  }
}
