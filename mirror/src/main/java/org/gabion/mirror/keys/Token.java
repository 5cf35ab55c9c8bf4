package org.gabion.mirror.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.snapshot.Algorithm;
import org.gabion.core.snapshot.PublicKey;

/// A PKCS#11 token (a smart card, a stick, a module in a server) that holds P-256 keys and never
/// gives them out. The JDK's provider for tokens has no Ed25519, so a holder's other key stays in
/// an encrypted file; a holder counts only if both sign, so nothing is signed without the token.
///
/// Logged in until the program ends. One thread.
public final class Token {
  private static final String PROVIDER = "SunPKCS11";
  private static final int MAX_CONFIG = 65_536;
  // Where the operator's own file says nothing of it: the key never leaves the token.
  private static final String KEPT_IN =
      "\nattributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {\n"
          + "  CKA_SIGN = true\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n}\n";

  private final Path config;
  private final Provider provider;
  private final KeyStore keys;

  private Token(Path config, Provider provider, KeyStore keys) {
    this.config = config;
    this.provider = provider;
    this.keys = keys;
  }

  /// Logs in.
  ///
  /// @param config a file for the JDK's provider: at least lines `name = …` and `library = …`
  /// @throws KeyFault if the file is wrong, there is no token, or the PIN is not its
  public static Token open(Path config, char[] pin) throws KeyFault {
    String text;
    try {
      if (Files.size(config) > MAX_CONFIG) {
        throw new KeyFault(config + " is larger than a configuration of a token");
      }
      text = Files.readString(config);
    } catch (KeyFault e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFault(
          "can not read " + config + ", the configuration of a PKCS#11 token; see that it is there",
          e);
    }
    Provider base = Security.getProvider(PROVIDER);
    if (base == null) {
      throw new KeyFault("this Java has no PKCS#11; use one with the module jdk.crypto.cryptoki");
    }
    try {
      String whole = text.contains("attributes(") ? text : text + KEPT_IN;
      Provider provider = base.configure("--" + whole);
      KeyStore keys = KeyStore.getInstance("PKCS11", provider);
      keys.load(null, pin);
      return new Token(config, provider, keys);
    } catch (InvalidParameterException | ProviderException | UnsupportedOperationException e) {
      throw new KeyFault(
          config + ": " + reason(e) + "; see that library and slot in it are right", e);
    } catch (GeneralSecurityException | IOException e) {
      String why = reason(e);
      throw new KeyFault(
          why.toLowerCase(Locale.ROOT).contains("pin")
              ? "the PIN does not open the token of " + config + " (" + why + ")"
              : "the token of "
                  + config
                  + " can not be used: "
                  + why
                  + "; see that it is plugged"
                  + " in, and that the slot is right",
          e);
    }
  }

  /// The last cause says most.
  private static String reason(Throwable fault) {
    Throwable last = fault;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  /// A key that was made in it.
  ///
  /// @param alias the name to find it by
  record Made(PublicKey key, PrivateKey secret, String alias) {}

  /// Makes a key in the token.
  Made make(String holder) throws KeyFault {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      PublicKey key = PublicKey.of(Algorithm.P256, pair.getPublic());
      String alias = "gabion-" + holder + "-" + key.id().substring(0, 8);
      keys.setKeyEntry(
          alias,
          pair.getPrivate(),
          null,
          new Certificate[] {TokenCertificate.of(alias, pair, provider)});
      PrivateKey kept =
          find(alias).orElseThrow(() -> new KeyFault(config + ": the token keeps no key"));
      return new Made(key, kept, alias);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyFault("the token of " + config + " can not make a key: " + reason(e), e);
    }
  }

  /// Whether one half of a key file is in it.
  public boolean has(KeyFile file) throws KeyFault {
    return file.token().isPresent() && find(file.token().get()).isPresent();
  }

  /// A private key by its name; it can be used and not be read.
  Optional<PrivateKey> find(String alias) throws KeyFault {
    try {
      return keys.getKey(alias, null) instanceof PrivateKey key
          ? Optional.of(key)
          : Optional.empty();
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyFault("the token of " + config + " can not be read: " + reason(e), e);
    }
  }

  Provider provider() {
    return provider;
  }

  @Override
  public String toString() {
    return config.toString();
  }
}
