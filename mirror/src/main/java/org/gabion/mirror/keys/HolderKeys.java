package org.gabion.mirror.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Algorithm;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.PublicKey;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.SignatureLine;
import org.gabion.core.snapshot.Signed;

/// What a holder signs with: a private key of each algorithm.
///
/// @param provider that the private keys live in; empty if they are in memory
public record HolderKeys(
    Role role, Holder holder, PrivateKey ed25519, PrivateKey p256, Optional<Provider> provider) {

  /// Makes new keys in memory.
  public static HolderKeys generate(Role role, String name, SecureRandom random) {
    try {
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
      return new HolderKeys(
          role, holder, ed25519.getPrivate(), p256.getPrivate(), Optional.empty());
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("every JDK has Ed25519 and P-256", e);
    }
  }

  /// The two signatures under a document's body.
  ///
  /// @throws KeyFault if a token refuses to sign
  public List<SignatureLine> sign(byte[] body) throws KeyFault {
    return List.of(sign(body, ed25519, holder.ed25519()), sign(body, p256, holder.p256()));
  }

  private SignatureLine sign(byte[] body, PrivateKey key, PublicKey name) throws KeyFault {
    try {
      String jdkName = name.algorithm().jdkName();
      Signature signature =
          provider.isPresent()
              ? Signature.getInstance(jdkName, provider.get())
              : Signature.getInstance(jdkName);
      signature.initSign(key);
      signature.update(body);
      return new SignatureLine(name.algorithm(), name.id(), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new KeyFault(
          "the "
              + name.algorithm().word()
              + " key of "
              + holder.name()
              + " can not sign: "
              + e.getMessage(),
          e);
    }
  }

  /// A document with the signatures of some holders.
  public static <T> Signed<T> sign(T document, byte[] body, List<HolderKeys> holders)
      throws KeyFault {
    List<SignatureLine> signatures = new ArrayList<>();
    for (HolderKeys keys : holders) {
      signatures.addAll(keys.sign(body));
    }
    return new Signed<>(document, body, signatures);
  }

  @Override
  public String toString() {
    return role.word() + " " + holder.name() + " ***";
  }
}
