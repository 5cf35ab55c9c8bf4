package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gabion.core.request.ClientKey;

/// Puts pseudonyms in the place of addresses and host names: the same for the same, and alike where
/// networks or domains are alike. Whoever has the secret can undo it.
///
/// Not thread safe; [#toString] does not tell the secret.
public final class Pseudonyms {
  private static final int KEPT = 1 << 14;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LABEL = 12;

  private final byte[] secret;
  private final AddressCipher cipher;
  private final Mac names;

  /// The last addresses seen, each in the one place where it may stand: a flood repeats its
  /// sources.
  private final ClientKey[] from = new ClientKey[KEPT];

  private final ClientKey[] to = new ClientKey[KEPT];

  private Pseudonyms(byte[] secret) {
    this.secret = secret;
    this.cipher = new AddressCipher(secret, derive(secret, "gabion pseudonyms ipv6"));
    this.names = mac(derive(secret, "gabion pseudonyms names"));
  }

  /// With a new secret, which is forgotten unless [#save] keeps it.
  public static Pseudonyms fresh(SecureRandom random) {
    byte[] secret = new byte[AddressCipher.KEY_LENGTH];
    random.nextBytes(secret);
    return new Pseudonyms(secret);
  }

  /// With a secret of 32 bytes.
  ///
  /// @throws IllegalArgumentException for any other length
  public static Pseudonyms of(byte[] secret) {
    if (secret.length != AddressCipher.KEY_LENGTH) {
      throw new IllegalArgumentException("a secret for pseudonyms has 32 bytes");
    }
    return new Pseudonyms(secret.clone());
  }

  /// Reads a secret that [#save] wrote.
  ///
  /// @throws IOException if the file holds none, or others than its owner can read it
  public static Pseudonyms read(Path file) throws IOException {
    SecretFile.refuseIfShared(file);
    try {
      if (Files.size(file) <= 128) {
        return of(HexFormat.of().parseHex(Files.readString(file).strip()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no secret for pseudonyms (64 hex digits)", e);
    }
    throw new IOException(file + " is too long to hold a secret for pseudonyms");
  }

  /// Keeps the secret in a new file of mode 0600, apart from the evidence.
  ///
  /// @throws IOException if the file exists or can not be written
  public void save(Path file) throws IOException {
    SecretFile.create(file, HexFormat.of().formatHex(secret) + "\n");
  }

  /// The pseudonym of an address: one of the same family.
  ClientKey of(ClientKey address) {
    int place = address.hashCode() * 0x9e3779b9 >>> 32 - 14;
    if (!address.equals(from[place])) {
      to[place] = cipher.map(address);
      from[place] = address;
    }
    return to[place];
  }

  /// The pseudonym of a host name: names of one domain have pseudonyms of one domain. All end in
  /// `invalid`, which no real host does (RFC 6761).
  String of(String name) {
    String[] labels = name.toLowerCase(Locale.ROOT).split("\\.", -1);
    StringBuilder pseudonym = new StringBuilder("invalid");
    String domain = "";
    for (int i = labels.length - 1; i >= 0; i--) {
      domain = labels[i] + "." + domain;
      pseudonym.insert(0, label(domain) + ".");
    }
    return pseudonym.toString();
  }

  private String label(String domain) {
    byte[] hash = names.doFinal(domain.getBytes(StandardCharsets.UTF_8));
    StringBuilder label = new StringBuilder(LABEL);
    for (int i = 0; i < LABEL; i++) {
      label.append(LETTERS.charAt(hash[i] & 31));
    }
    return label.toString();
  }

  private static byte[] derive(byte[] secret, String purpose) {
    byte[] hash = mac(secret).doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
    return Arrays.copyOf(hash, AddressCipher.KEY_LENGTH);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
