package org.gabion.guard.tls;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.gabion.core.journal.Event;
import org.gabion.guard.GuardConfig.Certificate;
import org.gabion.guard.GuardConfig.Site;

/// The certificates of all sites towards readers: which TLS context a handshake gets, by server
/// name.
///
/// Thread-safe. Handshakes read one immutable set; [#apply], [#refresh] and [#close] block on
/// files, exclude each other and swap the set in one volatile write. A handshake that holds a
/// context of a replaced set finishes with it; the context's native memory goes when the last such
/// connection ends.
///
/// TLS 1.2 and 1.3 with forward secret AEAD suites (RFC 9325, 4.2), ALPN `h2` and `http/1.1`,
/// tickets whose keys rotate and survive a change of certificate. BoringSSL where its native
/// library loads, the JDK's TLS elsewhere.
public final class TlsContexts implements AutoCloseable {

  /// In our order of preference; TLS 1.3 suites first. Both providers know these names.
  static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final SslProvider provider;
  private final InstantSource clock;
  private final TicketKeys ticketKeys;
  private List<Site> sites = List.of();
  private List<List<CertificateFiles>> files = List.of();
  private volatile ServerCertificates current = ServerCertificates.of(List.of(), List.of());

  TlsContexts(SslProvider provider, SecureRandom random, InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
    this.ticketKeys = new TicketKeys(random, clock.instant());
  }

  /// @throws IOException when a certificate can not be used; the message is for the operator
  public static TlsContexts open(List<Site> sites, SecureRandom random, InstantSource clock)
      throws IOException {
    TlsContexts contexts = new TlsContexts(fastestProvider(), random, clock);
    contexts.apply(sites);
    return contexts;
  }

  /// `BoringSSL` or `JDK`, for the operator.
  public static String providerName() {
    return fastestProvider() == SslProvider.JDK ? "JDK" : "BoringSSL";
  }

  static SslProvider fastestProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
  }

  /// The first handler of a TLS connection: waits for the ClientHello, picks the certificate and
  /// puts an [io.netty.handler.ssl.SslHandler] in its own place. A name without certificate gets
  /// the alert `unrecognized_name`.
  ///
  /// @param handshakeTimeout for the ClientHello and the handshake together
  public ChannelHandler newHandler(Duration handshakeTimeout) {
    return new ServerNameHandler(this, handshakeTimeout);
  }

  /// Takes another configuration's sites into use; on failure nothing changes.
  ///
  /// @throws IOException when a certificate can not be used; the message is for the operator
  public synchronized void apply(List<Site> newSites) throws IOException {
    List<List<CertificateFiles>> newFiles = new ArrayList<>();
    for (Site site : newSites) {
      List<CertificateFiles> ofSite = new ArrayList<>();
      for (Certificate certificate : site.certificates()) {
        CertificateFiles opened = new CertificateFiles(certificate);
        if (opened.read() instanceof PemKeyPair.Unusable unusable) {
          throw new IOException(unusable.file() + " " + unusable.what() + "; " + unusable.hint());
        }
        ofSite.add(opened);
      }
      newFiles.add(List.copyOf(ofSite));
    }
    swap(newSites, newFiles);
    sites = List.copyOf(newSites);
    files = List.copyOf(newFiles);
  }

  /// Takes certificate files that changed into use, and rotates ticket keys when due. A changed
  /// file is read once its state stood still between two calls, because certificate programs write
  /// chain and key one after the other.
  public synchronized List<Event> refresh() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      for (CertificateFiles pair : files.get(i)) {
        if (pair.changedAndSettled()) {
          events.add(reread(sites.get(i).name(), pair));
        }
      }
    }
    if (ticketKeys.rotateIfDue(clock.instant())) {
      giveTicketKeys();
    }
    return swapIfReloaded(events);
  }

  @Override
  public synchronized void close() {
    ServerCertificates old = current;
    current = ServerCertificates.of(List.of(), List.of());
    old.release();
    sites = List.of();
    files = List.of();
  }

  /// The context for a name, with a reference that the caller must release; nothing when no site of
  /// that name has one.
  Optional<SslContext> acquire(String serverName) {
    while (true) {
      ServerCertificates seen = current;
      Optional<SslContext> found = seen.find(serverName);
      if (found.isEmpty()) {
        return found;
      }
      try {
        return Optional.of(ReferenceCountUtil.retain(found.get()));
      } catch (IllegalReferenceCountException e) {
        if (seen == current) {
          throw e;
        }
        // The set was replaced and released between our two reads; the next one has the context.
      }
    }
  }

  private static Event reread(String site, CertificateFiles pair) {
    return switch (pair.read()) {
      case PemKeyPair.Usable usable ->
          new Event.CertificateReloaded(
              site, pair.paths().chain().toString(), usable.notAfter().getEpochSecond());
      case PemKeyPair.Unusable unusable ->
          new Event.FileRefused(
              unusable.file().toString(), unusable.what() + "; " + unusable.hint());
    };
  }

  private List<Event> swapIfReloaded(List<Event> events) {
    if (events.stream().noneMatch(Event.CertificateReloaded.class::isInstance)) {
      return events;
    }
    try {
      swap(sites, files);
      return events;
    } catch (IOException e) {
      return events.stream().map(event -> refused(event, e)).toList();
    }
  }

  private static Event refused(Event event, IOException cause) {
    return event instanceof Event.CertificateReloaded reloaded
        ? new Event.FileRefused(
            reloaded.file(), "was refused by the TLS library: " + cause.getMessage())
        : event;
  }

  private void swap(List<Site> newSites, List<List<CertificateFiles>> newFiles) throws IOException {
    List<List<ServerCertificates.Entry>> entries = new ArrayList<>();
    List<SslContext> built = new ArrayList<>();
    try {
      for (int i = 0; i < newSites.size(); i++) {
        List<ServerCertificates.Entry> ofSite = new ArrayList<>();
        for (CertificateFiles pair : newFiles.get(i)) {
          SslContext context = context(pair.usable());
          built.add(context);
          ticketKeys.giveTo(context, newSites.get(i).name());
          ofSite.add(new ServerCertificates.Entry(pair.usable(), context));
        }
        entries.add(ofSite);
      }
    } catch (SSLException e) {
      built.forEach(ReferenceCountUtil::release);
      throw e;
    }
    ServerCertificates old = current;
    current = ServerCertificates.of(newSites, entries);
    old.release();
  }

  private SslContext context(PemKeyPair.Usable pair) throws SSLException {
    return SslContextBuilder.forServer(pair.key(), pair.chain().toArray(X509Certificate[]::new))
        .sslProvider(provider)
        .protocols(PROTOCOLS)
        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .sessionCacheSize(1024)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  private void giveTicketKeys() {
    for (int i = 0; i < sites.size(); i++) {
      for (ServerCertificates.Entry entry : current.ofSite(i)) {
        ticketKeys.giveTo(entry.context(), sites.get(i).name());
      }
    }
  }
}
