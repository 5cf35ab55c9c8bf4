package org.gabion.lab.scene;

/// How busy the site of a scene is.
public enum SiteSize {
  /// A town hall's or a charity's: about 10 requests a minute.
  QUIET("quiet", 10, 20, 15, 400),
  /// A newsroom's: about 600 a minute.
  BUSY("busy", 600, 60, 300, 4000);

  private final String word;

  /// Requests on an average minute.
  final double perMinute;

  /// Cost that the origin bears in a second, in [Hit]'s units.
  final double capacity;

  /// Programs that poll its feed.
  final int feedReaders;

  final int articles;

  SiteSize(String word, double perMinute, double capacity, int feedReaders, int articles) {
    this.word = word;
    this.perMinute = perMinute;
    this.capacity = capacity;
    this.feedReaders = feedReaders;
    this.articles = articles;
  }

  /// The word on the command line.
  public String word() {
    return word;
  }
}
