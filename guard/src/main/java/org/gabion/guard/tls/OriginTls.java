package org.gabion.guard.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gabion.guard.GuardConfig.Origin;
import org.gabion.guard.GuardConfig.Origins;

/// TLS towards the https origins of one site: chain and host name are verified (RFC 9110, 4.3.4)
/// unless the operator switched that off. Thread-safe; owns native memory until [#close].
public final class OriginTls implements AutoCloseable {
  private final SslContext context;

  private OriginTls(SslContext context) {
    this.context = context;
  }

  /// @throws IOException when the file of trusted certificates can not be used; the message is for
  ///   the operator
  public static OriginTls open(Origins origins) throws IOException {
    return open(origins, TlsContexts.fastestProvider());
  }

  static OriginTls open(Origins origins, SslProvider provider) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(provider)
            .protocols(TlsContexts.PROTOCOLS)
            .ciphers(TlsContexts.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_1_1));
    if (!origins.verify()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm("");
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (origins.trustedCertificates().isPresent()) {
        List<X509Certificate> trusted = PemFiles.trusted(origins.trustedCertificates().get());
        builder.trustManager(trusted.toArray(X509Certificate[]::new));
      }
    }
    return new OriginTls(builder.build());
  }

  /// The first handler of a connection to `origin`; it names the origin's host (SNI) and checks it.
  public SslHandler newHandler(
      ByteBufAllocator allocator, Origin.Tcp origin, Duration handshakeTimeout) {
    SslHandler handler = context.newHandler(allocator, origin.host(), origin.port());
    handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }
}
