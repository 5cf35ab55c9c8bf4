package org.gabion.analyze.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.gabion.core.request.ClientKey;

/// Puts pseudonyms in the place of all addresses in a text, whether they stand alone or within URLs
/// and JSON, and leaves everything else as it is.
///
/// What looks like an address but may be a version (`Name/1.2.3.4`), a part of a word or a name is
/// replaced only if it is the address of a client of an incident. Not thread safe.
final class AddressRewriter {
  private final Pseudonyms pseudonyms;
  private final Predicate<ClientKey> isClient;
  private final AddressScanner scanner = new AddressScanner();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  /// @param isClient whether an address is one of a client of an incident; may err to yes
  AddressRewriter(Pseudonyms pseudonyms, Predicate<ClientKey> isClient) {
    this.pseudonyms = pseudonyms;
    this.isClient = isClient;
  }

  /// The bytes of a line whose client the log names by host name, if it does.
  byte[] line(byte[] bytes, Optional<String> clientName) {
    byte[] rewritten = rewrite(bytes);
    return clientName.isPresent() ? name(rewritten, clientName.get()) : rewritten;
  }

  /// The same for text of a report.
  String text(String text) {
    return new String(rewrite(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private byte[] rewrite(byte[] bytes) {
    scanner.over(bytes);
    out.reset();
    int i = 0;
    boolean changed = false;
    while (i < bytes.length) {
      // In the middle of digits no address begins.
      Optional<AddressScanner.Found> found =
          scanner.isDigit(i - 1) && scanner.isWord(i - 1) ? Optional.empty() : scanner.at(i);
      if (found.isPresent() && (found.get().usual() || isClient.test(found.get().address()))) {
        i = replace(found.get());
        changed = true;
      } else {
        int width = Math.max(1, scanner.escape(i));
        out.write(bytes, i, Math.min(width, bytes.length - i));
        i += width;
      }
    }
    return changed ? out.toByteArray() : bytes;
  }

  /// @return where the rest begins
  private int replace(AddressScanner.Found found) {
    ClientKey address = found.address();
    ClientKey pseudonym = pseudonyms.of(address);
    int slash = scanner.isSlash(found.to());
    int bits = slash > 0 ? scanner.prefixLength(found.to() + slash) : -1;
    boolean isNetwork =
        bits >= 0 && bits <= address.familyBits() && address.prefix(bits).equals(address);
    ClientKey shown = isNetwork ? pseudonym.prefix(bits) : pseudonym;
    String plain = found.colons() ? ":" : ".";
    // An IPv4 address that is written as IPv6 stays so.
    String text = (found.colons() && address.isIpv4() ? "::ffff:" : "") + shown;
    out.writeBytes(text.replace(plain, found.separator()).getBytes(StandardCharsets.ISO_8859_1));
    return found.to();
  }

  private byte[] name(byte[] bytes, String name) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String replaced = name(text, name, pseudonyms.of(name));
    return replaced.equals(text) ? bytes : replaced.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A client's name in a text of a report.
  String name(String text, String name) {
    return name(text, name, pseudonyms.of(name));
  }

  /// A name of several labels is replaced wherever it stands whole; one of a single label may be
  /// any word, and is replaced once: as client.
  private static String name(String text, String name, String pseudonym) {
    boolean once = name.indexOf('.') < 0;
    StringBuilder result = new StringBuilder();
    int done = 0;
    for (int at = find(text, name, 0); at >= 0; at = find(text, name, done)) {
      result.append(text, done, at).append(pseudonym);
      done = at + name.length();
      if (once) {
        break;
      }
    }
    return result.append(text, done, text.length()).toString();
  }

  private static int find(String text, String name, int from) {
    int at = from;
    while (at + name.length() <= text.length()) {
      if (text.regionMatches(true, at, name, 0, name.length())
          && !isNameCharacter(text, at - 1)
          && !isNameCharacter(text, at + name.length())) {
        return at;
      }
      at++;
    }
    return -1;
  }

  private static boolean isNameCharacter(String text, int i) {
    return i >= 0
        && i < text.length()
        && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '-');
  }
}
