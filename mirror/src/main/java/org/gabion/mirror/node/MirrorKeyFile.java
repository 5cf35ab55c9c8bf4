package org.gabion.mirror.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.gabion.mirror.keys.MirrorKey;

/// A mirror's own key on the disk, readable by its owner only. It is worth little: it says that a
/// mirror is willing, and nothing else. Stateless.
public final class MirrorKeyFile {
  private MirrorKeyFile() {}

  /// Reads the key, or makes one if there is none.
  ///
  /// @throws IOException if the file is damaged or can not be written
  public static MirrorKey readOrMake(Path file) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    MirrorKey key = MirrorKey.generate();
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        base64.encodeToString(key.pair().getPrivate().getEncoded())
            + "\n"
            + base64.encodeToString(key.pair().getPublic().getEncoded())
            + "\n";
    Files.createFile(file, ownerOnly(file));
    Files.writeString(file, text);
    return key;
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static MirrorKey read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    try {
      if (lines.size() == 2) {
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        Base64.Decoder base64 = Base64.getDecoder();
        return new MirrorKey(
            new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(base64.decode(lines.get(1)))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines.get(0))))));
      }
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(damaged(file), e);
    }
    throw new IOException(damaged(file));
  }

  private static String damaged(Path file) {
    return file + " is damaged; delete it to make a new key, and send the new consent";
  }
}
