package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each fault of a document is told by its line and by what would have been right.
final class FaultsTest {
  private static final long MAX = 999_999_999_999_999L;

  /// Each fault: kind, what is replaced, by what, and the whole message.
  @TestFactory
  Stream<DynamicTest> fault_ofEachField_namesLineAndRemedy() {
    String number = "expected a number from 1 to " + MAX + " without leading zeros";
    String from0 = "expected a number from 0 to " + MAX + " without leading zeros";
    String time = "expected a time in UTC such as 2026-11-26T20:00:00Z";
    String sha = "expected 64 lower-case hexadecimal digits, a SHA-256";
    String spaces = "expected a value without spaces around it after ";
    return Stream.of(
        fault(Kind.HEAD, "site [0-9a-f]", "site G", "line 2: " + sha),
        fault(Kind.HEAD, "site ", "site  ", "line 2: " + spaces + "'site'"),
        fault(Kind.HEAD, "site ", "Site ", "line 2: expected 'site ...'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence 0\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 02\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence +2\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence -2\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 1000000000000000\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 9223372036854775808\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 2 \n", "line 3: " + spaces + "'sequence'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence \n", "line 3: " + spaces + "'sequence'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence\n", "line 3: expected 'sequence ...'"),
        fault(Kind.HEAD, "sequence 2\n", "", "line 3: expected 'sequence ...'"),
        fault(Kind.HEAD, "root 1\n", "root 0\n", "line 4: " + number),
        fault(Kind.HEAD, "published 2026", "published 1969", "line 6: " + time),
        fault(Kind.HEAD, "next-by [^\n]*", "next-by 2026-11-26", "line 7: " + time),
        fault(
            Kind.HEAD,
            "next-by 2026",
            "next-by 2025",
            "line 7: expected a time that is not before 'published'"),
        fault(Kind.HEAD, "previous [0-9a-f]*", "previous none", "line 8: " + sha),
        fault(Kind.HEAD, "sig ed25519", "sig rsa", ".*: expected 'ed25519' or 'p256'"),
        fault(
            Kind.HEAD,
            "sig ed25519 ..",
            "sig ed25519 GG",
            ".*: expected a key id of 32 lower-case hexadecimal digits"),
        fault(
            Kind.HEAD,
            "(sig ed25519 [0-9a-f]* )[^\n]*",
            "$1AAAA",
            ".*: expected a signature of 64 bytes"),
        fault(
            Kind.HEAD, "(sig ed25519 [^\n]*)==\n", "$1\n", ".*: expected a signature of 64 bytes"),
        fault(
            Kind.HEAD,
            "(sig [^\n]*\n)",
            "$1$1",
            "line 10: expected signatures in the order of their key ids, each once"),
        fault(
            Kind.HEAD,
            "(sig [^\n]*\n)(sig [^\n]*\n)",
            "$2$1",
            "line 10: expected signatures in the order of their key ids, each once"),
        fault(Kind.HEAD, "sig ed25519", "sig  ed25519", ".*: " + spaces + "'sig'"),
        fault(
            Kind.HEAD,
            "until 2026",
            "until 2025",
            "line 16: expected a time that is not before 'at'"),
        fault(Kind.ROOT, "from 1\n", "from 0\n", "line 5: " + number),
        fault(Kind.ROOT, "next -\n", "next\n", "line 6: expected 'next ...'"),
        fault(
            Kind.ROOT,
            "\nroot 2\n",
            "\nroot 4\n",
            "line 10: expected a threshold from 1 to 3, the number of holders"),
        fault(
            Kind.ROOT,
            "\nroot 2\n",
            "\nroot 0\n",
            "line 7: expected a number from 1 to 9 without leading zeros"),
        fault(
            Kind.ROOT,
            "holder root-a ed25519",
            "holder Root-a ed25519",
            "line 8: expected 'holder NAME ed25519 KEY p256 KEY' with valid keys"),
        fault(
            Kind.ROOT,
            "holder root-a ed25519",
            "holder root-a p256",
            "line 8: expected 'holder NAME ed25519 KEY p256 KEY' with valid keys"),
        fault(
            Kind.ROOT,
            "holder root-a ",
            "holder root-c ",
            "line 10: expected holders in the order of their names, each once"),
        fault(
            Kind.ROOT,
            "holder root-a ([^\n]*)\nholder root-b [^\n]*",
            "holder root-a $1\nholder root-b $1",
            "line 10: expected a key of its own for each holder"),
        fault(
            Kind.ROOT,
            "(holder release-1 [^\n]*)\n",
            "",
            "line 11: expected 1 to 9 holders, not 0"),
        fault(Kind.SNAPSHOT, "sequence 2", "sequence 0", "line 3: " + number),
        fault(Kind.SNAPSHOT, "\nroutes 5", "\nroutes -5", "line 5: " + from0),
        fault(Kind.SNAPSHOT, "objects 4", "objects 04", "line 6: " + from0),
        fault(Kind.SNAPSHOT, "bytes 1048600", "bytes 1e9", "line 7: " + from0),
        fault(
            Kind.SNAPSHOT,
            "completeness 8",
            "completeness 9",
            "line 8: expected 'completeness KNOWN CAPTURED FAILED LEFT', whose last three make the"
                + " first"),
        fault(
            Kind.SNAPSHOT,
            "completeness 8 5 1 2",
            "completeness 8 5 3",
            "line 8: expected 4 words after 'completeness', not 3"),
        fault(Kind.SNAPSHOT, "roster 1", "roster x", "line 9: " + from0),
        fault(Kind.SNAPSHOT, "recent .", "recent X", "line 10: " + sha),
        fault(
            Kind.SNAPSHOT,
            "not-found /",
            "not-found /../",
            "line 11: expected a canonical path, or -"),
        fault(
            Kind.SNAPSHOT,
            "query page",
            "query %70age",
            "line 12: expected names of parameters as they stand in keys, in ascending order, at"
                + " most 1000"),
        fault(
            Kind.SNAPSHOT,
            "query q",
            "query page",
            "line 13: expected names of parameters as they stand in keys, in ascending order, at"
                + " most 1000"),
        fault(
            Kind.SNAPSHOT,
            "(recent [^ ]*) 250",
            "$1 50331649",
            "line 10: expected a number from 1 to 50331648 without leading zeros"),
        fault(
            Kind.SNAPSHOT,
            "bits 1",
            "bits 13",
            "line 14: expected a number from 0 to 12 without leading zeros"),
        fault(Kind.SNAPSHOT, "bits 1", "bits 2", "line 17: expected 'shard ...'"),
        fault(Kind.SNAPSHOT, "bits 1", "bits 0", "line 16: expected nothing more"),
        fault(
            Kind.SNAPSHOT,
            " 300\n",
            " 0\n",
            "line 15: expected a number from 1 to 8388608 without leading zeros"),
        fault(
            Kind.SNAPSHOT,
            " 300\n",
            " 8388609\n",
            "line 15: expected a number from 1 to 8388608 without leading zeros"),
        fault(
            Kind.SHARD,
            "index 0",
            "index 1",
            "line 4: expected a number from 0 to 0 without leading zeros"),
        fault(Kind.SHARD, "bits 0", "bits 12", ".*: expected routes of shard 0 only, not /.*"),
        fault(
            Kind.SHARD,
            "route /\n",
            "route /a/..\n",
            "line 5: expected a canonical path and query"),
        fault(
            Kind.SHARD,
            "status 200",
            "status 206",
            "line 6: expected a status of 200, 301, 302, 303, 307, 308, 404 or 410"),
        fault(
            Kind.SHARD,
            "status 200",
            "status 301",
            "line 6: expected a location with a redirect, and with nothing else"),
        fault(
            Kind.SHARD,
            "status 301",
            "status 200",
            ".*: expected a location with a redirect, and with nothing else"),
        fault(
            Kind.SHARD,
            "location /new",
            "location //new",
            ".*: expected a location that is a key of this site or an absolute http URL"),
        fault(
            Kind.SHARD,
            "location https:",
            "location javascript:",
            ".*: expected a location that is a key of this site or an absolute http URL"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header Content-Type: ",
            "line 7: expected 'header NAME: VALUE' with a name that is handed on"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header set-cookie: ",
            "line 7: expected 'header NAME: VALUE' with a name that is handed on"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header content-type:  ",
            "line 7: expected a value of printable ASCII without spaces around it, at most 4096"
                + " characters"),
        fault(
            Kind.SHARD,
            "(header content-type[^\n]*\n)",
            "$1$1",
            "line 8: expected headers in the order of their names, each once"),
        fault(
            Kind.SHARD,
            " 1048576\n",
            " 1048577\n",
            ".*: expected a number from 1 to 1048576 without leading zeros"),
        fault(
            Kind.SHARD,
            " 1048576\n",
            " 1048575\n",
            ".*: expected objects of 1048576 bytes, but for the last"),
        fault(
            Kind.SHARD,
            "route /old",
            "route /a",
            ".*: expected routes in the order of their keys, each once, after /large"),
        fault(
            Kind.RECENT,
            "(object [^\n]*\n)",
            "$1$1",
            "line 6: expected digests in their order, each once"),
        fault(
            Kind.RECENT,
            "(shard [^\n]*\n)",
            "$1$1",
            "line 5: expected digests in their order, each once"),
        fault(Kind.ROSTER, "\nroster 1\n", "\nroster 0\n", "line 3: " + number),
        fault(
            Kind.ROSTER,
            "(mirror [^\n]*\n)",
            "$1$1",
            "line 6: expected mirrors in the order of their addresses, each once"),
        fault(
            Kind.ROSTER,
            "mirror http://127.0.0.5",
            "mirror ftp://127.0.0.5",
            "line 5: expected a URL such as https://copy.example/ with / at its end"),
        fault(Kind.ROSTER, " ed25519 ", " p256 ", "line 5: expected 'ed25519 KEY'"),
        fault(
            Kind.ROSTER,
            " ed25519 ([^ ]*) [0-9]* ",
            " ed25519 $1 -1 ",
            "line 5: expected a number from 0 to 253402300799 without leading zeros"),
        fault(Kind.ROSTER, "==\n", "\n", "line 5: expected an Ed25519 signature"),
        fault(
            Kind.CONSENT,
            "url [^\n]*",
            "url https://copy.example",
            ".*: expected a URL such as https://copy.example/ with / at its end"),
        fault(Kind.CONSENT, "at [^\n]*", "at 2026-11-26T20:00:00.1Z", "line 5: " + time));
  }

  private static DynamicTest fault(Kind kind, String replaced, String by, String expected) {
    return dynamicTest(
        kind + ": " + (replaced + " > " + by).replace('\n', '~'),
        () -> {
          String text = TestSite.text(kind.sample());
          String changed = text.replaceFirst(replaced, by);
          assertThat(changed).isNotEqualTo(text);
          assertThat(DocumentsTest.fault(kind, TestSite.ascii(changed)))
              .satisfiesAnyOf(
                  told -> assertThat(told).isEqualTo(expected),
                  told -> assertThat(told).matches("line [0-9]+" + expected.substring(2)));
        });
  }
}
