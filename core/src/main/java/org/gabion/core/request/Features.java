package org.gabion.core.request;

/// The facts of one request that a detector may read: a few numbers and one 32-bit value for each
/// [Attribute], all derived from what one request says and from a secret.
///
/// Filled setter by setter, from a live request or from a line of a log: the same functions, so
/// both give the same values. What a log does not tell stays absent (0). [#host] comes before
/// [#referer]. Reused; not thread safe; allocates nothing.
public final class Features {
  private static final int QUERY_NONE = 1;
  private static final int QUERY_PRESENT = 2;
  private static final int QUERY_SHIFT = 4;
  private static final int PROBE = 1 << 6;
  private static final long LOW = 0xffff_ffffL;

  private final KeyedHash hash;
  private final PathTemplate templates;
  private final SeenTexts seen = new SeenTexts(64, 128);
  private final SeenTexts agents = new SeenTexts(64, 256);
  private final SeenTexts targets = new SeenTexts(1024, 128);
  private final SeenTexts referers = new SeenTexts(512, 128);
  private final int[] values = new int[Attribute.COUNT];
  private final Slice host = new Slice();

  /// The moment that decides the request's window, microseconds since 1970: its end, live and from
  /// Gabion's own log, so that nothing comes late; else whatever time the log has.
  public long startMicros;

  /// Keyed hash of the client's address.
  public long client;

  /// Status sent; 0 if nothing was sent, -1 if the log does not tell.
  public int status;

  /// Bytes sent; 0 if the log does not tell.
  public long bytes;

  /// Duration in microseconds; -1 if the log does not tell.
  public long totalMicros;

  /// Wait before the origin was asked, microseconds; -1 if the log does not tell.
  public long queueMicros;

  /// The origin's time to answer, microseconds; -1 if the log does not tell.
  public long originMicros;

  private PathClass pathClass = PathClass.PAGE;
  private UserAgentClass agentClass = UserAgentClass.OTHER;
  private boolean post;
  private boolean probe;

  /// @param hash decides all values; the same secret gives the same values
  public Features(KeyedHash hash) {
    this.hash = hash;
    this.templates = new PathTemplate(hash);
  }

  /// All facts absent.
  public void clear() {
    java.util.Arrays.fill(values, 0);
    host.clear();
    startMicros = 0;
    client = 0;
    status = -1;
    bytes = 0;
    totalMicros = -1;
    queueMicros = -1;
    originMicros = -1;
    pathClass = PathClass.PAGE;
    agentClass = UserAgentClass.OTHER;
    post = false;
    probe = false;
  }

  /// The value of an attribute; 0 if absent.
  public int value(Attribute attribute) {
    return values[attribute.ordinal()];
  }

  public PathClass pathClass() {
    return pathClass;
  }

  public UserAgentClass agentClass() {
    return agentClass;
  }

  /// Whether the method is POST or PUT.
  public boolean isPost() {
    return post;
  }

  /// Whether the path is one that only those ask for who look for weak places.
  public boolean isProbe() {
    return probe;
  }

  /// Folds a hash to a value; never 0.
  private static int fold(long h) {
    int value = (int) (h >>> 32);
    return value == 0 ? 1 : value;
  }

  private void put(Attribute attribute, int value) {
    values[attribute.ordinal()] = value;
  }

  private int text(Attribute attribute, byte[] b, int from, int to) {
    int value = fold(hash.hash(b, from, to));
    put(attribute, value);
    return value;
  }

  /// As [#text], for a field that few values fill.
  private void usual(Attribute attribute, byte[] b, int from, int to) {
    int place = seen.place(b, from, to);
    if (place >= 0 && seen.has(place, b, from, to)) {
      put(attribute, (int) seen.value(place));
      return;
    }
    int value = text(attribute, b, from, to);
    if (place >= 0) {
      seen.put(place, b, from, to, value, 0);
    }
  }

  /// The client by its address.
  public void client(long high, long low) {
    client = hash.hash(high, low);
    put(Attribute.SOURCE, fold(client));
    boolean ipv4 = high == 0 && low >>> 32 == 0xffff;
    long shared = ipv4 ? low & ~0xffL : high & ~0xffffL;
    put(Attribute.PREFIX, fold(hash.hash(shared, ipv4 ? 4 : 6)));
  }

  /// The client by its host name, where the log has no address.
  public void clientName(byte[] b, int from, int to) {
    client = hash.hash(b, from, to);
    put(Attribute.SOURCE, fold(client));
  }

  public void method(byte[] b, int from, int to) {
    usual(Attribute.METHOD, b, from, to);
    post =
        to - from == 4 && b[from] == 'P' && b[from + 1] == 'O'
            || to - from == 3 && b[from] == 'P' && b[from + 1] == 'U';
  }

  /// Path and query as sent; [#method] comes before.
  public void target(byte[] b, int from, int to) {
    int place = targets.place(b, from, to);
    if (place >= 0 && targets.has(place, b, from, to)) {
      target(targets.value(place), targets.second(place));
      return;
    }
    int end = from;
    while (end < to && b[end] != '?' && b[end] != '#') {
      end++;
    }
    int path = fold(hash.hash(b, from, end));
    int template = fold(templates.hash(0, b, from, end));
    boolean query = end + 1 < to && b[end] == '?';
    int keys = query ? queryKeys(b, end + 1, to) : 0;
    long kind =
        PathClass.of(b, from, end).ordinal()
            | (query ? QUERY_PRESENT : QUERY_NONE) << QUERY_SHIFT
            | (Probes.isProbe(b, from, to) ? PROBE : 0);
    long paths = (long) path << 32 | template & LOW;
    long rest = (long) keys << 32 | kind;
    target(paths, rest);
    if (place >= 0) {
      targets.put(place, b, from, to, paths, rest);
    }
  }

  private void target(long paths, long rest) {
    put(Attribute.PATH, (int) (paths >>> 32));
    put(Attribute.TEMPLATE, (int) paths);
    put(Attribute.QUERY_KEYS, (int) (rest >>> 32));
    put(Attribute.QUERY, (int) rest >> QUERY_SHIFT & 3);
    pathClass = PathClass.at((int) rest & 15);
    probe = (rest & PROBE) != 0;
  }

  /// The set of keys: the sum of their hashes, so that order does not count.
  private int queryKeys(byte[] b, int from, int to) {
    long sum = 0;
    int start = from;
    while (start < to) {
      int end = start;
      int equals = -1;
      while (end < to && b[end] != '&') {
        if (b[end] == '=' && equals < 0) {
          equals = end;
        }
        end++;
      }
      sum += hash.hash(b, start, equals < 0 ? end : equals);
      start = end + 1;
    }
    return fold(sum);
  }

  public void protocol(byte[] b, int from, int to) {
    usual(Attribute.PROTOCOL, b, from, to);
  }

  public void host(byte[] b, int from, int to) {
    host.set(b, from, to);
    usual(Attribute.HOST, b, from, to);
  }

  public void referer(byte[] b, int from, int to) {
    if (to == from) {
      noReferer();
      return;
    }
    int place = referers.place(b, from, to);
    if (place >= 0 && referers.has(place, b, from, to)) {
      put(Attribute.REFERER, (int) referers.value(place));
      refererClass((int) referers.second(place), b, from);
      return;
    }
    int value = text(Attribute.REFERER, b, from, to);
    int site = RefererClass.read(b, from, to);
    refererClass(site, b, from);
    if (place >= 0) {
      referers.put(place, b, from, to, value, site);
    }
  }

  private void refererClass(int site, byte[] b, int from) {
    put(Attribute.REFERER_CLASS, 1 + RefererClass.of(site, b, from, host).ordinal());
  }

  /// The log tells that there was no Referer.
  public void noReferer() {
    put(Attribute.REFERER_CLASS, 1 + RefererClass.NONE.ordinal());
  }

  public void userAgent(byte[] b, int from, int to) {
    int place = agents.place(b, from, to);
    if (place >= 0 && agents.has(place, b, from, to)) {
      long known = agents.value(place);
      put(Attribute.USER_AGENT, (int) (known >>> 32));
      agentFamily((int) known);
      return;
    }
    int value = text(Attribute.USER_AGENT, b, from, to);
    int family = UserAgentFamily.of(b, from, to);
    agentFamily(family);
    if (place >= 0) {
      agents.put(place, b, from, to, (long) value << 32 | family & LOW, 0);
    }
  }

  private void agentFamily(int family) {
    put(Attribute.USER_AGENT_FAMILY, family + 1);
    agentClass = UserAgentFamily.family(family).agentClass();
  }

  public void accept(byte[] b, int from, int to) {
    usual(Attribute.ACCEPT, b, from, to);
  }

  public void acceptLanguage(byte[] b, int from, int to) {
    usual(Attribute.ACCEPT_LANGUAGE, b, from, to);
  }

  public void acceptEncoding(byte[] b, int from, int to) {
    usual(Attribute.ACCEPT_ENCODING, b, from, to);
  }

  public void tls(byte[] b, int from, int to) {
    usual(Attribute.TLS, b, from, to);
  }

  /// Gabion's own facts of a request's head.
  public void headers(long order, long bits) {
    put(Attribute.HEADER_ORDER, fold(hash.hash(order)));
    put(Attribute.HEADERS, fold(hash.hash(bits)));
  }

  public void status(int code) {
    status = code;
    put(Attribute.STATUS, code + 1);
  }
}
