package org.gabion.lab.realsite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Small pictures, each of a size of its own, by which a browser's view of one is told from
/// another. Stateless.
final class Pictures {
  private Pictures() {}

  static int width(int number) {
    return 32 + number % 40;
  }

  static int height(int number) {
    return 24 + number / 40;
  }

  /// A picture in PNG with two colours in stripes.
  static byte[] png(int number) {
    int width = width(number);
    int height = height(number);
    byte[] rows = new byte[height * (1 + 3 * width)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      at++; // no filter
      for (int x = 0; x < width; x++) {
        boolean stripe = (x + y) / 4 % 2 == 0;
        rows[at++] = (byte) (stripe ? number * 37 : 240);
        rows[at++] = (byte) (stripe ? number * 11 : 230);
        rows[at++] = (byte) (stripe ? 90 : 220);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer head = ByteBuffer.allocate(13).putInt(width).putInt(height);
    head.put((byte) 8).put((byte) 2);
    chunk(png, "IHDR", head.array());
    chunk(png, "IDAT", deflated(rows));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String name, byte[] content) {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(type);
    sum.update(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    png.writeBytes(type);
    png.writeBytes(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /// A drawing in SVG.
  static byte[] svg(int width, int height, String colour) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
      <rect width="%1$d" height="%2$d" fill="%3$s"/>
      <circle cx="12" cy="12" r="8" fill="#fff"/>
    </svg>
    """
        .formatted(width, height, colour)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Makes a picture in WebP in a browser, of the size of a number; gives Base64.
  static String webpScript(int number) {
    return """
    (() => {
      const canvas = document.createElement('canvas');
      canvas.width = %d;
      canvas.height = %d;
      const to = canvas.getContext('2d');
      to.fillStyle = 'rgb(%d, 120, 60)';
      to.fillRect(0, 0, 20, 20);
      return canvas.toDataURL('image/webp').replace('data:image/webp;base64,', '');
    })()
    """
        .formatted(width(number), height(number), number % 200);
  }
}
