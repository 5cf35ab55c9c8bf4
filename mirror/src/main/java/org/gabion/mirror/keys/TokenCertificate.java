package org.gabion.mirror.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// The certificate that a token wants beside a key, signed by the key itself (RFC 5280). Nobody
/// checks it; the JDK finds a private key in a token by it alone. Stateless.
///
/// ```
/// SEQUENCE                                 Certificate
///   SEQUENCE                               what is signed
///     [0] INTEGER 2                        version 3
///     INTEGER 1
///     SEQUENCE ecdsa-with-SHA256
///     SEQUENCE SET SEQUENCE CN=name        issuer
///     SEQUENCE from, to
///     SEQUENCE SET SEQUENCE CN=name        subject
///     SEQUENCE algorithm, public key
///   SEQUENCE ecdsa-with-SHA256
///   BIT STRING signature
/// ```
final class TokenCertificate {
  private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8 = 0x0c;
  private static final int TIME = 0x18;
  private static final byte[] VERSION_3 = HexFormat.of().parseHex("a003020102");
  private static final byte[] SERIAL = HexFormat.of().parseHex("020101");

  private TokenCertificate() {}

  static X509Certificate of(String name, KeyPair pair, Provider provider)
      throws GeneralSecurityException {
    byte[] named =
        der(
            SEQUENCE,
            der(
                SET,
                der(SEQUENCE, COMMON_NAME, der(UTF8, name.getBytes(StandardCharsets.US_ASCII)))));
    byte[] signed =
        der(
            SEQUENCE,
            VERSION_3,
            SERIAL,
            ECDSA_SHA256,
            named,
            der(SEQUENCE, time("20200101000000Z"), time("99991231235959Z")),
            named,
            pair.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign(pair.getPrivate());
    signature.update(signed);
    byte[] bits = der(BIT_STRING, new byte[1], signature.sign());
    byte[] whole = der(SEQUENCE, signed, ECDSA_SHA256, bits);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] time(String text) {
    return der(TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length > 255) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 127) {
      out.write(0x81);
    }
    out.write(length & 0xff);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
