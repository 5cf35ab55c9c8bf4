package org.gabion.guard.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.gabion.core.journal.Event;
import org.gabion.guard.GuardConfig.Certificate;
import org.gabion.guard.GuardConfig.Site;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real handshakes on loopback, with each TLS provider that this machine has.
class TlsContextsTest {
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private TestCertificates certificates;
  private SSLContext reader;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));

  @BeforeEach
  void makeAuthority() throws Exception {
    certificates = new TestCertificates(folder);
    reader = TlsPeers.trusting(certificates.authority.toTrustManager());
  }

  static Stream<SslProvider> providers() {
    return OpenSsl.isAvailable()
        ? Stream.of(SslProvider.OPENSSL_REFCNT, SslProvider.JDK)
        : Stream.of(SslProvider.JDK);
  }

  private TlsContexts open(SslProvider provider, Site... sites) throws IOException {
    InstantSource clock = now::get;
    TlsContexts contexts = new TlsContexts(provider, new SecureRandom(), clock);
    contexts.apply(List.of(sites));
    return contexts;
  }

  private static TlsPeers serve(TlsContexts contexts) {
    return new TlsPeers(() -> contexts.newHandler(HANDSHAKE));
  }

  @Test
  void provider_onLinuxX86_isBoringSsl() {
    boolean shipped =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assertThat(TlsContexts.providerName())
        .isEqualTo(shipped || OpenSsl.isAvailable() ? "BoringSSL" : "JDK");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_byServerName_getsThatSitesCertificate(SslProvider provider) throws Exception {
    Site news =
        TestCertificates.site(
            "news",
            false,
            List.of("news.example", "*.news.example"),
            certificates.files("news", certificates.issue("news.example")),
            certificates.files("wild", certificates.issue("*.news.example")));
    Site shop =
        TestCertificates.site(
            "shop",
            true,
            List.of("shop.example"),
            certificates.files("shop", certificates.issue("shop.example")));
    try (TlsContexts contexts = open(provider, news, shop);
        TlsPeers peers = serve(contexts)) {
      assertThat(freshReader(peers, "news.example").subject()).isEqualTo("CN=news.example");
      assertThat(freshReader(peers, "www.news.example").subject()).isEqualTo("CN=*.news.example");
      assertThat(freshReader(peers, "SHOP.example").subject()).isEqualTo("CN=shop.example");
      assertThat(freshReader(peers, "other.example").subject()).isEqualTo("CN=shop.example");
      assertThat(freshReader(peers, "").subject()).isEqualTo("CN=shop.example");
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withAlpn_prefersHttp2ThenHttp1(SslProvider provider) throws Exception {
    try (TlsContexts contexts = open(provider, oneSite("a.example"));
        TlsPeers peers = serve(contexts)) {
      assertThat(peers.connect(reader, "a.example", "http/1.1", "h2").alpn()).isEqualTo("h2");
      assertThat(peers.connect(reader, "a.example", "http/1.1").alpn()).isEqualTo("http/1.1");
      assertThat(peers.connect(reader, "a.example").protocol()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_forSiteWithoutCertificate_isRefused(SslProvider provider) throws Exception {
    Site plain = TestCertificates.site("plain", false, List.of("plain.example"));
    Site named =
        TestCertificates.site(
            "named",
            false,
            List.of("a.example"),
            certificates.files("a", certificates.issue("a.example")));
    try (TlsContexts contexts = open(provider, plain, named);
        TlsPeers peers = serve(contexts)) {
      assertThatThrownBy(() -> peers.connect(reader, "plain.example"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unrecognized_name");
      assertThatThrownBy(() -> peers.connect(reader, "unknown.example"))
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> peers.connect(reader, "")).isInstanceOf(SSLException.class);
      assertThat(peers.connect(reader, "a.example").subject()).isEqualTo("CN=a.example");
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withOldProtocol_isRefused(SslProvider provider) throws Exception {
    try (TlsContexts contexts = open(provider, oneSite("a.example"));
        TlsPeers peers = serve(contexts);
        Socket socket = new Socket("127.0.0.1", peers.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(tls10ClientHello());
      byte[] record = socket.getInputStream().readNBytes(7);
      assertThat(record).startsWith(21).endsWith(2, 70); // alert, fatal, protocol_version
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void plainText_onTlsListener_isClosed(SslProvider provider) throws Exception {
    try (TlsContexts contexts = open(provider, oneSite("a.example"));
        TlsPeers peers = serve(contexts);
        Socket socket = new Socket("127.0.0.1", peers.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(16);
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void clientHello_thatNeverComes_isClosedAtTheDeadline(SslProvider provider) throws Exception {
    try (TlsContexts contexts = open(provider, oneSite("a.example"));
        TlsPeers peers = new TlsPeers(() -> contexts.newHandler(Duration.ofMillis(50)));
        Socket socket = new Socket("127.0.0.1", peers.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(new byte[] {22, 3, 1, 1, 0});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void secondHandshake_withTicket_isResumedAlsoAfterACertificateChange() throws Exception {
    Certificate files = certificates.files("a", certificates.issue("a.example"));
    Site site = TestCertificates.site("a", true, List.of("a.example"), files);
    try (TlsContexts contexts = open(TlsContexts.fastestProvider(), site);
        TlsPeers peers = serve(contexts)) {
      TlsPeers.Seen first = resumable(peers);
      assertThat(resumable(peers).sessionCreated()).as("resumed").isEqualTo(first.sessionCreated());

      certificates.files("a", certificates.issue("a.example", "b.example"));
      assertThat(settledChanges(contexts)).hasOnlyElementsOfType(Event.CertificateReloaded.class);
      assertThat(resumable(peers).sessionCreated())
          .as("after a new certificate")
          .isEqualTo(first.sessionCreated());
    }
  }

  @Test
  void ticket_afterItsKeyRotated_resumesOnceMoreButNotAfterTwo() throws Exception {
    try (TlsContexts contexts = open(TlsContexts.fastestProvider(), oneSite("a.example"));
        TlsPeers peers = serve(contexts)) {
      TlsPeers.Seen first = resumable(peers);
      rotateKeys(contexts, 1);
      assertThat(resumable(peers).sessionCreated()).isEqualTo(first.sessionCreated());
      rotateKeys(contexts, 2);
      assertThat(resumable(peers).sessionCreated()).isGreaterThan(first.sessionCreated());
    }
  }

  private void rotateKeys(TlsContexts contexts, int times) {
    for (int i = 0; i < times; i++) {
      now.updateAndGet(t -> t.plus(TicketKeys.LIFETIME));
      contexts.refresh();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void refresh_afterFilesChanged_servesTheNewCertificate(SslProvider provider) throws Exception {
    Certificate files = certificates.files("a", certificates.issue("a.example"));
    try (TlsContexts contexts = open(provider, TestCertificates.site("a", true, List.of(), files));
        TlsPeers peers = serve(contexts)) {
      assertThat(contexts.refresh()).isEmpty();
      X509Bundle renewed = certificates.issue("renewed.example");
      certificates.files("a", renewed);

      assertThat(settledChanges(contexts))
          .containsExactly(
              new Event.CertificateReloaded(
                  "a",
                  files.chain().toString(),
                  renewed.getCertificate().getNotAfter().toInstant().getEpochSecond()));
      assertThat(freshReader(peers, "a.example").subject()).isEqualTo("CN=renewed.example");
      assertThat(contexts.refresh()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void refresh_withKeyThatDoesNotFit_keepsTheOldPairAndSaysSoOnce(SslProvider provider)
      throws Exception {
    Certificate files = certificates.files("a", certificates.issue("a.example"));
    try (TlsContexts contexts = open(provider, TestCertificates.site("a", true, List.of(), files));
        TlsPeers peers = serve(contexts)) {
      Files.writeString(files.key(), certificates.issue("b.example").getPrivateKeyPEM());

      assertThat(settledChanges(contexts)).singleElement().isInstanceOf(Event.FileRefused.class);
      assertThat(contexts.refresh()).isEmpty();
      assertThat(freshReader(peers, "a.example").subject()).isEqualTo("CN=a.example");

      Files.delete(files.key());
      assertThat(settledChanges(contexts).toString()).contains("does not exist");
      assertThat(freshReader(peers, "a.example").subject()).isEqualTo("CN=a.example");
    }
  }

  @Test
  void replacedContexts_afterTheirConnectionsEnd_areFreed() throws Exception {
    Certificate files = certificates.files("a", certificates.issue("a.example"));
    try (TlsContexts contexts =
        open(TlsContexts.fastestProvider(), TestCertificates.site("a", true, List.of(), files))) {
      List<ReferenceCounted> old = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        contexts
            .acquire("a.example")
            .ifPresent(
                context -> {
                  old.add((ReferenceCounted) context);
                  ReferenceCountUtil.release(context);
                });
        certificates.files("a", certificates.issue("a" + i + ".example"));
        settledChanges(contexts);
      }
      assertThat(old).allSatisfy(context -> assertThat(context.refCnt()).isZero());
    }
  }

  @Test
  void acquire_whileSetsAreReplaced_neverFails() throws Exception {
    Certificate files = certificates.files("a", certificates.issue("a.example"));
    Site site = TestCertificates.site("a", true, List.of(), files);
    try (TlsContexts contexts = open(TlsContexts.fastestProvider(), site)) {
      Thread replacing =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 25; i++) {
                        contexts.apply(List.of(site));
                      }
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      int acquired = 0;
      do {
        ReferenceCountUtil.release(contexts.acquire("a.example").orElseThrow());
        acquired++;
      } while (replacing.isAlive());
      replacing.join();
      assertThat(acquired).isPositive();
    }
  }

  @Test
  void apply_withUnusableCertificate_changesNothing() throws Exception {
    try (TlsContexts contexts = open(TlsContexts.fastestProvider(), oneSite("a.example"));
        TlsPeers peers = serve(contexts)) {
      Certificate missing = new Certificate(folder.resolve("none.pem"), folder.resolve("none.key"));
      assertThatThrownBy(
              () -> contexts.apply(List.of(TestCertificates.site("b", true, List.of(), missing))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("none.pem does not exist");
      assertThat(peers.connect(reader, "a.example").subject()).isEqualTo("CN=a.example");
    }
  }

  private Site oneSite(String name) throws Exception {
    return TestCertificates.site(
        "a", true, List.of(name), certificates.files("a", certificates.issue(name)));
  }

  /// One session from another is told by its time of creation, so that must not be the same by
  /// chance.
  private TlsPeers.Seen resumable(TlsPeers peers) throws IOException {
    TlsPeers.Seen seen = peers.connect(reader, "a.example");
    while (System.currentTimeMillis() <= seen.sessionCreated()) {
      Thread.onSpinWait();
    }
    return seen;
  }

  private TlsPeers.Seen freshReader(TlsPeers peers, String name) throws Exception {
    return peers.connect(TlsPeers.trusting(certificates.authority.toTrustManager()), name);
  }

  /// Files count as settled when two looks in a row see the same.
  private static List<Event> settledChanges(TlsContexts contexts) {
    assertThat(contexts.refresh()).as("a file that just changed is left alone").isEmpty();
    return contexts.refresh();
  }

  private static byte[] tls10ClientHello() {
    byte[] hello = new byte[5 + 4 + 41];
    byte[] head = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1};
    System.arraycopy(head, 0, hello, 0, head.length);
    // After the random: no session id, one suite (TLS_RSA_WITH_AES_128_CBC_SHA), one compression
    // (none), no extension.
    byte[] tail = {0, 0, 2, 0, 0x2f, 1, 0};
    System.arraycopy(tail, 0, hello, 9 + 34, tail.length);
    return hello;
  }
}
