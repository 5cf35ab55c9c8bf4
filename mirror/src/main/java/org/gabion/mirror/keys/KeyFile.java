package org.gabion.mirror.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.gabion.core.snapshot.Algorithm;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.PublicKey;
import org.gabion.core.snapshot.Role;

/// A holder's keys as a file: who it is and the public keys in plain text, then the two private
/// keys as PKCS#8, encrypted with a passphrase by PBES2 (RFC 8018): PBKDF2 with HMAC-SHA-256, and
/// AES-256 in CBC mode; in PEM (RFC 7468), as OpenSSL reads it.
///
/// ```
/// gabion key 1
/// role release
/// holder newsroom
/// ed25519 BASE64
/// p256 BASE64
/// -----BEGIN ENCRYPTED PRIVATE KEY-----     Ed25519
/// -----BEGIN ENCRYPTED PRIVATE KEY-----     P-256
/// ```
///
/// If the P-256 key is in a PKCS#11 token, a line `token ALIAS` follows the public keys, and there
/// is no second private key.
///
/// @param path of the file
/// @param token the name of the P-256 key in a token, if it is in one
public record KeyFile(
    Path path, Role role, Holder holder, List<byte[]> encrypted, Optional<String> token) {
  /// What a guess of the passphrase costs: as OWASP advises for PBKDF2 with SHA-256.
  public static final int ITERATIONS = 600_000;

  public static final int MIN_PASSPHRASE = 12;

  static final String ENDING = ".gabion-key";

  private static final String TOKEN = "token ";
  private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
  private static final String BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
  private static final String END = "-----END ENCRYPTED PRIVATE KEY-----";
  private static final int MAX_BYTES = 65_536;
  private static final int MAX_ITERATIONS = 20_000_000;

  /// Writes a new file that only its owner may read.
  ///
  /// @throws KeyFault if the file exists, or can not be written
  public static KeyFile write(
      Path folder, HolderKeys keys, char[] passphrase, int iterations, SecureRandom random)
      throws KeyFault {
    checkPassphrase(passphrase);
    Holder holder = keys.holder();
    Path path = folder.resolve(fileName(keys.role(), holder));
    byte[] first = encrypt(keys.ed25519().getEncoded(), passphrase, iterations, random);
    Optional<String> token = keys.token().map(HolderKeys.InToken::alias);
    List<byte[]> encrypted =
        token.isPresent()
            ? List.of(first)
            : List.of(first, encrypt(keys.p256().getEncoded(), passphrase, iterations, random));
    String text =
        "gabion key 1\nrole "
            + keys.role().word()
            + "\nholder "
            + holder.name()
            + "\n"
            + holder.ed25519()
            + "\n"
            + holder.p256()
            + "\n"
            + token.map(alias -> TOKEN + alias + "\n").orElse("")
            + String.join("", encrypted.stream().map(KeyFile::pem).toList());
    try {
      Files.createDirectories(folder);
      Files.createFile(path, ownerOnly(path));
      Files.writeString(path, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new KeyFault(
          "can not write " + path + ": " + reason(e) + "; a key file is never overwritten", e);
    }
    return new KeyFile(path, keys.role(), holder, encrypted, token);
  }

  private static java.nio.file.attribute.FileAttribute<?>[] ownerOnly(Path path) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new java.nio.file.attribute.FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new java.nio.file.attribute.FileAttribute<?>[0];
  }

  /// The role, unless the holder is named by it.
  private static String fileName(Role role, Holder holder) {
    boolean told = holder.name().startsWith(role.word() + "-");
    return (told ? "" : role.word() + "-") + holder.name() + ENDING;
  }

  /// Refuses a passphrase that is easily guessed or that other programs read differently.
  public static void checkPassphrase(char[] passphrase) throws KeyFault {
    if (passphrase.length < MIN_PASSPHRASE) {
      throw new KeyFault(
          "a passphrase of at least " + MIN_PASSPHRASE + " characters, please; four words do");
    }
    for (char c : passphrase) {
      if (c < 0x20 || c > 0x7e) {
        throw new KeyFault(
            "a passphrase of ASCII characters only, please: others are read differently elsewhere");
      }
    }
  }

  private static byte[] encrypt(
      byte[] pkcs8, char[] passphrase, int iterations, SecureRandom random) {
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    byte[] iv = new byte[16];
    random.nextBytes(iv);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      PBEParameterSpec spec = new PBEParameterSpec(salt, iterations, new IvParameterSpec(iv));
      cipher.init(Cipher.ENCRYPT_MODE, key(passphrase), spec);
      AlgorithmParameters scheme = AlgorithmParameters.getInstance("PBES2");
      scheme.init(cipher.getParameters().getEncoded());
      return new EncryptedPrivateKeyInfo(scheme, cipher.doFinal(pkcs8)).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  private static SecretKey key(char[] passphrase) throws GeneralSecurityException {
    return SecretKeyFactory.getInstance(CIPHER).generateSecret(new PBEKeySpec(passphrase));
  }

  private static String pem(byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + "\n" + lines + "\n" + END + "\n";
  }

  /// Reads a file, without decrypting it.
  public static KeyFile read(Path path) throws KeyFault {
    String text;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new KeyFault(path + " is no key file: larger than " + MAX_BYTES + " bytes");
      }
      text = Files.readString(path, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      throw new KeyFault(path + " does not exist; name a file that 'gabion mirror init' made", e);
    } catch (KeyFault e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFault("can not read " + path + ": " + reason(e), e);
    }
    return parse(path, text);
  }

  private static KeyFile parse(Path path, String text) throws KeyFault {
    List<String> lines = text.lines().toList();
    if (lines.size() < 6 || !lines.getFirst().equals("gabion key 1")) {
      throw new KeyFault(path + " is no key file; it must begin with 'gabion key 1'");
    }
    Optional<Role> role = Role.of(value(lines.get(1), "role "));
    String name = value(lines.get(2), "holder ");
    Optional<PublicKey> ed25519 = publicKey(lines.get(3), Algorithm.ED25519);
    Optional<PublicKey> p256 = publicKey(lines.get(4), Algorithm.P256);
    if (role.isEmpty() || !Holder.isName(name) || ed25519.isEmpty() || p256.isEmpty()) {
      throw new KeyFault(path + " is damaged in its first five lines; take it from a backup");
    }
    Optional<String> token =
        Optional.of(value(lines.get(5), TOKEN)).filter(alias -> alias.matches("[a-z0-9-]{1,80}"));
    byte[] first = pem(path, lines, 0);
    List<byte[]> encrypted =
        token.isPresent() ? List.of(first) : List.of(first, pem(path, lines, 1));
    return new KeyFile(
        path, role.get(), new Holder(name, ed25519.get(), p256.get()), encrypted, token);
  }

  private static String value(String line, String word) {
    return line.startsWith(word) ? line.substring(word.length()) : "";
  }

  private static Optional<PublicKey> publicKey(String line, Algorithm algorithm) {
    String base64 = value(line, algorithm.word() + " ");
    try {
      return PublicKey.of(algorithm, Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] pem(Path path, List<String> lines, int index) throws KeyFault {
    int found = -1;
    int from = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(BEGIN)) {
        found++;
        from = i + 1;
      } else if (lines.get(i).equals(END) && found == index) {
        try {
          return Base64.getDecoder().decode(String.join("", lines.subList(from, i)));
        } catch (IllegalArgumentException e) {
          throw new KeyFault(path + ":" + from + ": damaged Base64; take it from a backup", e);
        }
      }
    }
    throw new KeyFault(path + " has no private key number " + (index + 1));
  }

  /// Decrypts the keys.
  ///
  /// @throws KeyFault if the passphrase is wrong, the file is damaged, or a token is needed
  public HolderKeys open(char[] passphrase) throws KeyFault {
    return open(passphrase, Optional.empty());
  }

  /// Decrypts the keys, of which one may be in a token.
  ///
  /// @param in the token that has the key, if it is in one
  HolderKeys open(char[] passphrase, Optional<Token> in) throws KeyFault {
    PrivateKey ed25519 = decrypt(0, "Ed25519", passphrase);
    HolderKeys keys =
        token.isPresent()
            ? withToken(ed25519, token.get(), in)
            : new HolderKeys(role, holder, ed25519, decrypt(1, "EC", passphrase), Optional.empty());
    byte[] probe = "gabion".getBytes(StandardCharsets.US_ASCII);
    boolean own =
        keys.sign(probe).stream()
            .allMatch(
                line ->
                    holder.keys().stream()
                        .anyMatch(
                            key ->
                                key.id().equals(line.keyId())
                                    && key.verifies(probe, line.signature())));
    if (!own) {
      throw new KeyFault(path + " is damaged: its public and private keys do not belong together");
    }
    return keys;
  }

  private HolderKeys withToken(PrivateKey ed25519, String alias, Optional<Token> in)
      throws KeyFault {
    Optional<PrivateKey> p256 = in.isPresent() ? in.get().find(alias) : Optional.empty();
    if (in.isEmpty() || p256.isEmpty()) {
      throw new KeyFault(
          "one half of "
              + path
              + " is the key "
              + alias
              + " in a PKCS#11 token; plug it in and name its configuration with --pkcs11");
    }
    return new HolderKeys(
        role,
        holder,
        ed25519,
        p256.get(),
        Optional.of(new HolderKeys.InToken(in.get().provider(), alias)));
  }

  private PrivateKey decrypt(int index, String family, char[] passphrase) throws KeyFault {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted.get(index));
      AlgorithmParameters parameters = info.getAlgParameters();
      if (parameters == null || !parameters.toString().equals(CIPHER)) {
        throw new KeyFault(path + " is encrypted in another way than " + CIPHER);
      }
      int iterations = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
      if (iterations > MAX_ITERATIONS) {
        throw new KeyFault(path + " wants " + iterations + " iterations: it is damaged");
      }
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.DECRYPT_MODE, key(passphrase), parameters);
      byte[] pkcs8 = cipher.doFinal(info.getEncryptedData());
      PrivateKey key =
          KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      Arrays.fill(pkcs8, (byte) 0);
      return key;
    } catch (GeneralSecurityException e) {
      throw new KeyFault("the passphrase does not open " + path, e);
    } catch (KeyFault e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFault(path + " is damaged; take it from a backup", e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
