package org.gabion.guard.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gabion.guard.GuardConfig.Origin;
import org.gabion.guard.GuardConfig.Origins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our client side against our server side: whom it believes.
class OriginTlsTest {
  @TempDir Path folder;
  private TestCertificates certificates;

  @BeforeEach
  void makeAuthority() throws Exception {
    certificates = new TestCertificates(folder);
  }

  static Stream<SslProvider> providers() {
    return OpenSsl.isAvailable()
        ? Stream.of(SslProvider.OPENSSL_REFCNT, SslProvider.JDK)
        : Stream.of(SslProvider.JDK);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withTrustedAuthorityAndRightName_succeeds(SslProvider provider) throws Exception {
    Origins origins = TestCertificates.origins(true, Optional.of(certificates.trustFile()));
    assertThat(handshake(origins, provider, "origin.example").isSuccess()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withWrongName_fails(SslProvider provider) throws Exception {
    Origins origins = TestCertificates.origins(true, Optional.of(certificates.trustFile()));
    assertThat(handshake(origins, provider, "else.example").cause()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withUnknownAuthority_fails(SslProvider provider) throws Exception {
    assertThat(
            handshake(TestCertificates.origins(true, Optional.empty()), provider, "origin.example")
                .cause())
        .isNotNull();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void handshake_withoutVerification_believesAnybody(SslProvider provider) throws Exception {
    assertThat(
            handshake(TestCertificates.origins(false, Optional.empty()), provider, "else.example")
                .isSuccess())
        .isTrue();
  }

  @Test
  void open_withTrustFileThatIsMissing_saysWhichFile() {
    Origins origins = TestCertificates.origins(true, Optional.of(folder.resolve("none.pem")));
    assertThatThrownBy(() -> OriginTls.open(origins))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pem does not exist");
  }

  private Future<Channel> handshake(Origins origins, SslProvider provider, String host)
      throws Exception {
    TlsContexts server =
        new TlsContexts(TlsContexts.fastestProvider(), new SecureRandom(), InstantSource.system());
    server.apply(
        List.of(
            TestCertificates.site(
                "origin",
                true,
                List.of(),
                certificates.files("origin", certificates.issue("origin.example")))));
    try (server;
        TlsPeers peers = new TlsPeers(() -> server.newHandler(Duration.ofSeconds(10)));
        OriginTls client = OriginTls.open(origins, provider)) {
      Origin.Tcp origin = new Origin.Tcp(host, peers.port(), true);
      Channel channel =
          peers.dial(
              () -> client.newHandler(ByteBufAllocator.DEFAULT, origin, Duration.ofSeconds(10)));
      Future<Channel> done = channel.pipeline().get(SslHandler.class).handshakeFuture().await();
      channel.close().sync();
      return done;
    }
  }
}
