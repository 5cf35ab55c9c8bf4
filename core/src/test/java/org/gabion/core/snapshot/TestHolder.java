package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A holder with private keys that follow from its name, so that a test's keys are the same in
/// every run.
record TestHolder(Holder holder, PrivateKey ed25519, PrivateKey p256) {
  static TestHolder of(String name) {
    return of(name, name);
  }

  /// @param seed what the keys follow from
  static TestHolder of(String name, String seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
      KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed25519");
      edwards.initialize(255, random);
      KeyPair ed25519 = edwards.generateKeyPair();
      KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
      elliptic.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair p256 = elliptic.generateKeyPair();
      Holder holder =
          new Holder(
              name,
              PublicKey.of(Algorithm.ED25519, ed25519.getPublic()),
              PublicKey.of(Algorithm.P256, p256.getPublic()));
      return new TestHolder(holder, ed25519.getPrivate(), p256.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String name() {
    return holder.name();
  }

  SignatureLine signEd25519(byte[] body) {
    return sign(holder.ed25519(), ed25519, body);
  }

  SignatureLine signP256(byte[] body) {
    return sign(holder.p256(), p256, body);
  }

  private static SignatureLine sign(PublicKey key, PrivateKey secret, byte[] body) {
    try {
      Signature signature = Signature.getInstance(key.algorithm().jdkName());
      signature.initSign(secret);
      signature.update(body);
      return new SignatureLine(key.algorithm(), key.id(), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> Signed<T> sign(T document, byte[] body, TestHolder... holders) {
    List<SignatureLine> signatures = new ArrayList<>();
    for (TestHolder holder : holders) {
      signatures.add(holder.signEd25519(body));
      signatures.add(holder.signP256(body));
    }
    return new Signed<>(document, body, signatures);
  }

  static RoleKeys keys(int threshold, TestHolder... holders) {
    return new RoleKeys(
        threshold,
        List.of(holders).stream()
            .map(TestHolder::holder)
            .sorted(Comparator.comparing(Holder::name))
            .toList());
  }
}
