package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.List;
import org.gabion.mirror.archive.ArchiveSet;

/// Takes a site's pages from web archives: WARC 1.0 and 1.1, and WACZ.
///
/// Of each page the latest whole answer is taken, by the rules of a crawl: what sets a cookie, is
/// private, or was asked for with a cookie or credentials is left out; so is what holds a canary.
/// An archive holds one visit only, so what differs from visitor to visitor is not found; tokens
/// with known names are masked.
///
/// Read twice: first to choose one record for each page and to see that the archive is whole, then
/// for the contents. Memory is bounded by the number of pages; larger things lie in temporary
/// files. One thread at a time.
public final class ArchiveCapture implements CaptureSource {
  private final ArchiveConfig config;

  public ArchiveCapture(ArchiveConfig config) {
    this.config = config;
  }

  /// Reads the archives.
  ///
  /// @throws IOException names the archive that can not be read, is damaged, or is larger than the
  ///   limits: then no page was handed on; or if the sink fails
  @Override
  public void capture(CaptureSink sink) throws IOException {
    CrawlBook book = new CrawlBook(sink, CrawlListener.NONE);
    try (ArchiveSet archives = ArchiveSet.open(config.files(), config.limits())) {
      List<PageChoice.Chosen> chosen = choose(archives, book);
      try (Spool spool = Spool.create();
          ArchivedAnswers answers = new ArchivedAnswers(archives.files(), config.limits(), spool)) {
        ArchivedPage judge = new ArchivedPage(config.scope(), config.canaries(), book);
        for (PageChoice.Chosen each : chosen) {
          page(each, answers, judge, book);
        }
      }
    }
    book.finish();
  }

  private List<PageChoice.Chosen> choose(ArchiveSet archives, CrawlBook book) throws IOException {
    PageChoice choice = new PageChoice(config.limits());
    try (SightingFile sightings = SightingFile.create()) {
      ArchiveSurvey survey = new ArchiveSurvey(config, sightings, book);
      for (int i = 0; i < archives.files().size(); i++) {
        survey.survey(i, archives.files().get(i));
      }
      survey.tellOthers();
      choice.choose(sightings, survey, book);
    }
    return choice.take();
  }

  private void page(
      PageChoice.Chosen chosen, ArchivedAnswers answers, ArchivedPage judge, CrawlBook book)
      throws IOException {
    String url = chosen.key().toString();
    switch (chosen.pick().standing()) {
      case EXCLUDED -> {
        book.missed(url, MissReason.EXCLUDED, "a rule for its path leaves it out");
        return;
      }
      case PARAMETERS -> {
        book.missed(
            url,
            MissReason.EXCLUDED,
            "the archive has it only with parameters that are not allowed here");
        return;
      }
      case NO_ANSWER, VARIANT, ANSWER -> {
        // What it says decides.
      }
    }
    if (chosen.pick().personal()) {
      book.missed(
          url,
          MissReason.PRIVATE,
          "it was asked for with a cookie or credentials, not by a stranger");
      return;
    }
    switch (answers.read(chosen)) {
      case Answer.Failed failed -> book.missed(url, MissReason.FAILED, failed.detail());
      case Answer.TooLarge large -> book.missed(url, MissReason.TOO_LARGE, large.detail());
      case Answer.Got got -> {
        try (Body _ = got.body()) {
          judge.judge(chosen.key(), got);
        }
      }
    }
  }
}
