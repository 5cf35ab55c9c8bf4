package org.gabion.lab.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A person at the newspaper: opens a page, reads for one to four seconds, follows a link, goes
/// back to the front page or searches. One virtual thread; ends when told, after the page it is
/// waiting for.
final class Reader implements Runnable {
  private static final List<String> SEARCHES =
      List.of("harbour", "library", "school", "night", "bus");
  private static final long LEAST_THINK_MILLIS = 1_000;
  private static final long MOST_THINK_MILLIS = 4_000;

  private final Browser browser;
  private final RandomGenerator random;
  private final CountDownLatch leave;
  private final Consumer<Visit> diary;

  Reader(Browser browser, RandomGenerator random, CountDownLatch leave, Consumer<Visit> diary) {
    this.browser = browser;
    this.random = random;
    this.leave = leave;
    this.diary = diary;
  }

  @Override
  public void run() {
    try (browser) {
      long wait = random.nextLong(LEAST_THINK_MILLIS); // readers do not come all at once
      String at = "";
      PageLinks links = PageLinks.none();
      while (!leave.await(wait, TimeUnit.MILLISECONDS)) {
        String next = next(links);
        long started = System.nanoTime();
        Browser.Page page = browser.open(next, at);
        diary.accept(new Visit(started, System.nanoTime() - started, page.trouble()));
        at = next;
        links = page.links();
        wait = random.nextLong(LEAST_THINK_MILLIS, MOST_THINK_MILLIS);
      }
    } catch (InterruptedException | IOException e) {
      // Told to leave, or the connections did not close cleanly: either way the reader is gone.
    }
  }

  private String next(PageLinks links) {
    int choice = random.nextInt(100);
    if (links.pages().isEmpty() || choice < 25) {
      return "/";
    }
    if (choice < 35) {
      return "/search?q=" + SEARCHES.get(random.nextInt(SEARCHES.size()));
    }
    return links.pages().get(random.nextInt(links.pages().size()));
  }
}
