package org.gabion.mirror.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.PrefixSet;

/// Which addresses may be contacted: those of the public internet, so that a roster can not aim a
/// program at a machine in somebody's own network. In the lab: loopback, and nothing else.
///
/// A name is resolved once, all its addresses are judged, and the connection goes to what was
/// judged: see [Connection]. One bad address condemns the name. Source: the special-purpose
/// registries of RFC 6890. Safe for use by several threads; closing it ends the look-ups.
public final class AddressRule implements AutoCloseable {
  private static final int LOOK_UPS = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TURN = Duration.ofMinutes(1);

  private static final PrefixSet NOT_PUBLIC_IPV4 =
      set(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /// Within 2000::/3, outside of which no address of IPv6 is public: what stands for other
  /// addresses (Teredo, 6to4) or for none.
  private static final PrefixSet NOT_PUBLIC_IPV6 =
      set("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private static final PrefixSet PUBLIC_IPV6 = set("2000::/3");

  private final boolean labOnly;

  // Not virtual threads: a look-up holds its carrier, and a few slow ones would stop all others.
  private final ExecutorService lookUps =
      Executors.newFixedThreadPool(
          LOOK_UPS, Thread.ofPlatform().daemon().name("look-up-", 0).factory());

  /// Their time begins when it is their turn, not while they wait for slow ones.
  private final Semaphore turns = new Semaphore(LOOK_UPS);

  /// @param labOnly whether loopback is allowed, and nothing else
  public AddressRule(boolean labOnly) {
    this.labOnly = labOnly;
  }

  private static PrefixSet set(String... prefixes) {
    return PrefixSet.of(Stream.of(prefixes).map(AddressRule::prefix).toList());
  }

  private static Prefix prefix(String text) {
    return switch (Prefix.parse(text)) {
      case Prefix.Parsed.Valid valid -> valid.prefix();
      case Prefix.Parsed.Invalid invalid -> throw new IllegalArgumentException(invalid.problem());
    };
  }

  /// Why an address may not be contacted; empty if it may.
  public Optional<String> objection(InetAddress address) {
    ClientKey key = ClientKey.of(address.getAddress());
    if (labOnly) {
      return key.isLoopback()
          ? Optional.empty()
          : Optional.of(key + " is no loopback address, and the lab allows no other");
    }
    boolean isPublic =
        key.isIpv4()
            ? !NOT_PUBLIC_IPV4.contains(key)
            : PUBLIC_IPV6.contains(key) && !NOT_PUBLIC_IPV6.contains(key);
    return isPublic
        ? Optional.empty()
        : Optional.of(key + " is no address of the public internet: it is not contacted");
  }

  /// All addresses of a host, each of which may be contacted.
  ///
  /// @param host a name, or an address without brackets
  /// @throws Refused if one of them may not be contacted
  /// @throws IOException if the name is not known, or the answer takes too long
  public List<InetAddress> resolve(String host) throws IOException {
    List<InetAddress> addresses = lookUp(host);
    for (InetAddress address : addresses) {
      Optional<String> objection = objection(address);
      if (objection.isPresent()) {
        throw new Refused(host + ": " + objection.get());
      }
    }
    return addresses;
  }

  /// A host that must not be contacted.
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private List<InetAddress> lookUp(String host) throws IOException {
    Optional<ClientKey> literal = ClientKey.parse(host);
    if (literal.isPresent()) {
      return List.of(InetAddress.ofLiteral(literal.get().toString()));
    }
    Future<List<InetAddress>> found;
    try {
      if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(host + ": too many names wait for the name servers");
      }
      found = lookUps.submit(() -> lookUpNow(host));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      return found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(host + ": the name servers did not answer in time", e);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof UnknownHostException ? "there is no such name" : "no look-up";
      throw new IOException(host + ": " + why, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private List<InetAddress> lookUpNow(String host) throws UnknownHostException {
    try {
      return List.of(InetAddress.getAllByName(host));
    } finally {
      turns.release();
    }
  }

  private static IOException interrupted(InterruptedException fault) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", fault);
  }

  @Override
  public void close() {
    lookUps.shutdownNow();
  }
}
