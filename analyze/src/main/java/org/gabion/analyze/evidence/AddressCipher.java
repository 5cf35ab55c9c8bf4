package org.gabion.analyze.evidence;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.gabion.core.request.ClientKey;

/// Replaces addresses so that two of them share as many leading bits afterwards as before
/// (Crypto-PAn: Fan, Xu, Ammar and Moon, "Prefix-preserving IP address anonymization", 2004): bit
/// `i` is flipped or not as AES says of the `i` bits before it.
///
/// IPv4 addresses map as the published program maps them with the same 32 bytes. IPv6 has a key of
/// its own, so that what is known of one family tells nothing of the other. A permutation of each
/// family. Not thread safe.
final class AddressCipher {
  /// Bytes of the key: 16 for AES, 16 that make the padding.
  static final int KEY_LENGTH = 32;

  private static final int BLOCK = 16;

  private final Half ipv4;
  private final Half ipv6;

  AddressCipher(byte[] ipv4Key, byte[] ipv6Key) {
    this.ipv4 = new Half(ipv4Key, 32);
    this.ipv6 = new Half(ipv6Key, 128);
  }

  ClientKey map(ClientKey address) {
    if (address.isIpv4()) {
      long mapped = ipv4.map((long) address.ipv4Bits() << 32, 0)[0];
      return ClientKey.ofIpv4((int) (mapped >>> 32));
    }
    long[] mapped = ipv6.map(address.high(), address.low());
    return ClientKey.ofIpv6(mapped[0], mapped[1]);
  }

  private static final class Half {
    private final Cipher aes;
    private final int bits;
    private final long padHigh;
    private final long padLow;
    private final byte[] in;
    private final byte[] out;

    Half(byte[] key, int bits) {
      this.bits = bits;
      this.in = new byte[bits * BLOCK];
      this.out = new byte[bits * BLOCK];
      try {
        aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, BLOCK, "AES"));
        byte[] pad = aes.update(Arrays.copyOfRange(key, BLOCK, KEY_LENGTH));
        ByteBuffer words = ByteBuffer.wrap(pad).order(ByteOrder.BIG_ENDIAN);
        padHigh = words.getLong();
        padLow = words.getLong();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has AES", e);
      }
    }

    /// The address stands in the first bits. All blocks go through AES in one call.
    long[] map(long high, long low) {
      ByteBuffer blocks = ByteBuffer.wrap(in);
      for (int i = 0; i < bits; i++) {
        blocks.putLong(mix(high, padHigh, i)).putLong(mix(low, padLow, i - 64));
      }
      try {
        aes.update(in, 0, in.length, out, 0);
      } catch (ShortBufferException e) {
        throw new IllegalStateException("AES changed its block size", e);
      }
      long flipHigh = 0;
      long flipLow = 0;
      for (int i = 0; i < bits; i++) {
        long bit = (long) out[i * BLOCK] >>> 7 & 1;
        if (i < 64) {
          flipHigh |= bit << (63 - i);
        } else {
          flipLow |= bit << (127 - i);
        }
      }
      return new long[] {high ^ flipHigh, low ^ flipLow};
    }

    /// The first `bits` from the address, the rest from the padding.
    private static long mix(long address, long pad, int bits) {
      if (bits <= 0) {
        return pad;
      }
      return bits >= 64 ? address : address & -1L << (64 - bits) | pad & -1L >>> bits;
    }
  }
}
