package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Slice;
import org.junit.jupiter.api.Test;

class CombinedTwinTest {
  private static final List<String> SEEDS =
      List.of(
          "192.0.2.1 - - [01/Nov/2026:10:00:00 +0000] \"GET /a?b=c HTTP/1.1\" 200 12 \"-\""
              + " \"An agent/1.0\"",
          "host.example - anna [01/Nov/2026:10:00:59.123 +0100] \"POST /x HTTP/2\" 404 -",
          "www.example.org:443 2001:db8::1 - - [31/Dec/2025:23:59:60 -0730] \"HEAD / HTTP/1.0\""
              + " 301 0 \"https://example.org/\\x22\" \"\\\"quoted\\\" \\u00e4 \\\\\"",
          "fe80::1%eth0 - - [29/Feb/2024:00:00:00 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"",
          "[2001:db8::2]:4711 - - [01/Nov/2026:10:00:00] \"-\" 408 0 \"-\" \"-\"",
          "192.0.2.7, 198.51.100.2 - - [01/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
          "192.0.2.1 - - [01/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" - - \"-\" \"-\" 7"
              + " \"router@docker\" \"http://192.0.2.9:80\" 42ms",
          "2026/11/01 10:00:05 [error] 12#12: *7 open() \"/x\" failed, client: 192.0.2.1, request:"
              + " \"GET /x HTTP/1.1\"",
          "[Sun Nov 01 10:00:07.123456 2026] [core:error] [pid 9] [client 192.0.2.9:4711] AH00126",
          "<134>Nov  1 10:00:00 web nginx: 192.0.2.1 - - [01/Nov/2026:10:00:00 +0000]"
              + " \"GET /a b c HTTP/1.1\" 200 123456789012 \"-\" \"x\"");
  private static final byte[] LIKELY =
      "\"\\ [](){}:/.,-%+0129xua\0\r\u001b\u00ff"
          .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  private final CombinedParser fast = new CombinedParser();
  private final CombinedTwin slow = new CombinedTwin();
  private final LogRecord record = new LogRecord();

  @Test
  void lines_mutated_areReadAlike() {
    long seed = Long.getLong("gabion.seed", 20_261_101);
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder line = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
      int changes = random.nextInt(4);
      for (int c = 0; c < changes && !line.isEmpty(); c++) {
        change(line, random);
      }
      read += agree(line.toString(), "-Dgabion.seed=" + seed) ? 1 : 0;
    }
    assertThat(read).isBetween(10_000, 58_000);
  }

  @Test
  void lines_ofSamples_areReadAlike() throws IOException {
    int read = 0;
    try (Stream<Path> folders = Files.list(SharedData.folder("formats/crowdsec-hub"))) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        for (String line : SampleFolder.read(folder).lines()) {
          read += agree(line, folder.toString()) ? 1 : 0;
        }
      }
    }
    assertThat(read).isGreaterThan(100);
  }

  private static void change(StringBuilder line, SplittableRandom random) {
    int at = random.nextInt(line.length());
    char c =
        (char)
            (random.nextInt(3) == 0
                ? random.nextInt(256)
                : LIKELY[random.nextInt(LIKELY.length)] & 0xff);
    switch (random.nextInt(5)) {
      case 0 -> line.setCharAt(at, c);
      case 1 -> line.insert(at, c);
      case 2 -> line.deleteCharAt(at);
      case 3 -> line.setLength(at);
      default -> line.delete(at, Math.min(line.length(), at + random.nextInt(8)));
    }
  }

  private boolean agree(String line, String where) {
    LineOutcome outcome = ParsedLine.parse(fast, line, record);
    assertThat(facts(outcome)).as("%s: %s", where, line).hasToString(slow.parse(line).toString());
    return outcome == LineOutcome.PARSED;
  }

  private CombinedTwin.Facts facts(LineOutcome outcome) {
    CombinedTwin.Facts facts = new CombinedTwin.Facts();
    facts.outcome = outcome;
    facts.time = record.timeMicros;
    facts.client =
        record.clientKnown
            ? Optional.of(new ClientKey(record.clientHigh, record.clientLow))
            : Optional.empty();
    facts.name = text(record.clientName);
    facts.port = record.clientPort;
    facts.host = text(record.host);
    facts.method = text(record.method);
    facts.target = text(record.target);
    facts.protocol = text(record.protocol);
    facts.referer = text(record.referer);
    facts.agent = text(record.userAgent);
    facts.status = record.status;
    facts.bytes = record.bytesOut;
    facts.total = record.totalMicros;
    return facts;
  }

  private static String text(Slice slice) {
    return slice.present ? slice.toString() : "-";
  }
}
