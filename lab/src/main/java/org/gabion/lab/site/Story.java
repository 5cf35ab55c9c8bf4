package org.gabion.lab.site;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// One article of the made-up newspaper: everything in it is invented.
record Story(int number, String section, String headline, String lead, List<String> paragraphs) {

  private static final String[][] HEADLINES = {
    {"Town", "Ferry timetable grows by two evening crossings"},
    {"Town", "Old customs house opens as a public reading room"},
    {"Council", "Council votes for trees along Harbour Street"},
    {"Council", "Where next year's budget goes, in nine charts"},
    {"Culture", "Brass band of the fire brigade turns one hundred"},
    {"Science", "Students count seals from the lighthouse"},
    {"Town", "The bakery that never closed a single morning"},
    {"Sport", "Rowing club wins the autumn regatta by a length"},
    {"Council", "Library card now valid in four neighbouring towns"},
    {"Culture", "Forgotten film reels found in the cinema's attic"},
    {"Science", "Why the water in the bay is so clear this year"},
    {"Town", "Night bus: the first hundred passengers tell"},
    {"Sport", "Goalkeeper, 58, plays his thousandth match"},
    {"Council", "Questions and answers about the new school"},
    {"Culture", "A map of every mural, drawn by readers"},
    {"Town", "Repair café mends its five-thousandth lamp"},
    {"Science", "Small earthquake: nobody felt it, all measured it"},
    {"Council", "Public accounts: what the bridge really cost"},
    {"Sport", "Cyclists get a winter route around the marsh"},
    {"Culture", "Choir looks for tenors and finds the dockers"},
    {"Town", "Market moves to the square for three months"},
    {"Science", "Weather mast returns to the northern pier"},
    {"Council", "Election workers wanted: how to sign up"},
    {"Culture", "Book fair brings forty small publishers"},
    {"Town", "The clock on the town hall is right again"},
    {"Sport", "Chess in the park: the champion is eleven"},
    {"Science", "Bats move into the tunnel, trains slow down"},
    {"Council", "Minutes of the harbour committee, explained"},
    {"Culture", "Radio play by pupils goes on the air on Friday"},
    {"Town", "What readers asked us this week, and our answers"},
  };

  private static final String[] OPENINGS = {
    "It took three meetings and a long list of objections, but in the end it was simple.",
    "Nobody had planned it this way, say those who were there from the first day.",
    "The idea came from a letter to this newspaper, printed in early spring.",
    "For years it was talked about; since Monday it is true.",
    "The numbers are small, and that is what makes them worth a closer look.",
  };
  private static final String[] SENTENCES = {
    "The office in charge confirmed the dates and published all documents on its notice board.",
    "Neighbours who had doubts at first now bring coffee.",
    "We checked the figures against the public register; they agree.",
    "A second opinion was asked for and is expected before the end of the month.",
    "Volunteers do most of the work, two paid posts keep the rest together.",
    "The costs stayed under the estimate, mostly because the stones could be used again.",
    "There will be an open afternoon for everybody who wants to see it with their own eyes.",
    "Not all agree: a group of residents asks for quieter evenings and has a point.",
    "Compared with ten years ago, twice as many people take part.",
    "Those who can not come find the recording in the reading room.",
    "The next step is a run over the winter, measured and reported in public.",
    "Asked what surprised her most, the organiser laughs: the queue.",
  };

  /// Thirty stories; the same seed tells the same stories.
  static List<Story> all(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Story> stories = new ArrayList<>();
    for (int i = 0; i < HEADLINES.length; i++) {
      List<String> paragraphs = new ArrayList<>();
      for (int p = 0; p < 5; p++) {
        paragraphs.add(paragraph(random));
      }
      String lead = OPENINGS[random.nextInt(OPENINGS.length)];
      stories.add(
          new Story(i + 1, HEADLINES[i][0], HEADLINES[i][1], lead, List.copyOf(paragraphs)));
    }
    return List.copyOf(stories);
  }

  String path() {
    return "/articles/" + number;
  }

  String image() {
    return "/images/story-" + number + ".svg";
  }

  private static String paragraph(RandomGenerator random) {
    int start = random.nextInt(SENTENCES.length);
    int step = 1 + 2 * random.nextInt(3); // four different sentences for each of 1, 3, 5
    StringBuilder text = new StringBuilder();
    for (int s = 0; s < 4; s++) {
      text.append(s == 0 ? "" : " ").append(SENTENCES[(start + s * step) % SENTENCES.length]);
    }
    return text.toString();
  }
}
