package org.gabion.mirror.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
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
/// @param token where the P-256 key is kept; empty if it is in memory as the other is
public record HolderKeys(
    Role role, Holder holder, PrivateKey ed25519, PrivateKey p256, Optional<InToken> token) {
  /// Where a private key is kept that never leaves a PKCS#11 token.
  ///
  /// @param alias the name to find it by
  public record InToken(Provider provider, String alias) {}

  /// Makes new keys in memory.
  public static HolderKeys generate(Role role, String name, SecureRandom random) {
    try {
      KeyPair ed25519 = edwards(random);
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

  /// Makes new keys, the P-256 key in a token.
  ///
  /// @throws KeyFault if the token makes none
  public static HolderKeys generate(Role role, String name, SecureRandom random, Token token)
      throws KeyFault {
    try {
      KeyPair ed25519 = edwards(random);
      Token.Made made = token.make(name);
      Holder holder =
          new Holder(name, PublicKey.of(Algorithm.ED25519, ed25519.getPublic()), made.key());
      return new HolderKeys(
          role,
          holder,
          ed25519.getPrivate(),
          made.secret(),
          Optional.of(new InToken(token.provider(), made.alias())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  private static KeyPair edwards(SecureRandom random) throws NoSuchAlgorithmException {
    KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed25519");
    try {
      edwards.initialize(255, random);
    } catch (InvalidParameterException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
    return edwards.generateKeyPair();
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
          token.isPresent() && name.algorithm() == Algorithm.P256
              ? Signature.getInstance(jdkName, token.get().provider())
              : Signature.getInstance(jdkName);
      signature.initSign(key);
      signature.update(body);
      return new SignatureLine(name.algorithm(), name.id(), signature.sign());
    } catch (GeneralSecurityException | ProviderException e) {
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
