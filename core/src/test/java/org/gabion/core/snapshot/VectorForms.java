package org.gabion.core.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Documents among the test vectors that are malformed, or whose form alone matters.
final class VectorForms {
  private final VectorSite site;
  private final Map<String, String> cases = new TreeMap<>();

  private VectorForms(VectorSite site) {
    this.site = site;
  }

  /// File names and contents.
  static Map<String, String> of(VectorSite site) {
    VectorForms made = new VectorForms(site);
    made.headForms();
    made.rootForms();
    made.others();
    made.lists();
    return made.cases;
  }

  private void put(String name, byte[] document, String... expected) {
    VectorCases.put(cases, name, document, expected);
  }

  private void malformed(
      String type, String name, byte[] document, String replaced, String by, int line) {
    String text = TestSite.text(document);
    String changed = text.replaceFirst(replaced, by);
    if (changed.equals(text)) {
      throw new IllegalStateException(name + " changes nothing");
    }
    put(
        "malformed-" + type + "-" + name,
        TestSite.ascii(changed),
        "type: " + type,
        "roots: 2",
        "seen: 3",
        "verdict: malformed",
        "line: " + line);
  }

  private void headForms() {
    byte[] file = new HeadFile(site.heads.getLast(), Optional.of(site.heartbeat)).bytes();
    String[][] forms = {
      {"version-2", "head 1\n", "head 2\n", "1"},
      {"of-another-kind", "gabion head", "gabion root", "1"},
      {"site-in-upper-case", "site [0-9a-f]{64}", "site " + "AB".repeat(32), "2"},
      {"site-too-short", "(site [0-9a-f]{63})[0-9a-f]", "$1", "2"},
      {"two-spaces", "sequence 3", "sequence  3", "3"},
      {"space-at-the-end", "sequence 3", "sequence 3 ", "3"},
      {"leading-zero", "sequence 3", "sequence 03", "3"},
      {"plus", "sequence 3", "sequence +3", "3"},
      {"minus", "sequence 3", "sequence -3", "3"},
      {"zero", "sequence 3", "sequence 0", "3"},
      {"number-too-large", "sequence 3", "sequence 1000000000000000", "3"},
      {"number-beyond-64-bits", "sequence 3", "sequence 18446744073709551619", "3"},
      {"number-with-a-fraction", "sequence 3", "sequence 3.0", "3"},
      {"number-with-an-exponent", "sequence 3", "sequence 3e0", "3"},
      {"number-in-hexadecimal", "sequence 3", "sequence 0x3", "3"},
      {"without-a-line", "root 2\n", "", "4"},
      {"with-a-line-twice", "(root 2\n)", "$1$1", "5"},
      {"with-an-empty-line", "root 2\n", "\nroot 2\n", "4"},
      {"lines-changed-about", "(root 2\n)(snapshot [^\n]*\n)", "$2$1", "4"},
      {"word-in-upper-case", "root 2\n", "ROOT 2\n", "4"},
      {"time-with-a-fraction", "published ([^\n]*)Z", "published $1.0Z", "6"},
      {"time-of-another-zone", "published ([^\n]*)Z", "published $1+00:00", "6"},
      {"time-without-seconds", "published ([^\n]*):00Z", "published $1Z", "6"},
      {"time-that-is-no-day", "published [^\n]*", "published 2026-02-29T00:00:00Z", "6"},
      {"time-of-24-hours", "published [^\n]*", "published 2026-11-26T24:00:00Z", "6"},
      {"time-of-a-leap-second", "published [^\n]*", "published 2016-12-31T23:59:60Z", "6"},
      {"time-before-1970", "published [^\n]*", "published 1969-12-31T23:59:59Z", "6"},
      {"time-after-9999", "published [^\n]*", "published +10000-01-01T00:00:00Z", "6"},
      {"time-in-lower-case", "published ([^\n]*)T([^\n]*)Z", "published $1t$2z", "6"},
      {"due-before-it-was-published", "next-by [^\n]*", "next-by 2026-11-26T20:00:00Z", "7"},
      {"signature-twice", "(sig [^\n]*\n)", "$1$1", "10"},
      {"signatures-out-of-order", "(sig [^\n]*\n)(sig [^\n]*\n)", "$2$1", "10"},
      {"signature-of-an-unknown-algorithm", "sig (ed25519|p256)", "sig rsa", "9"},
      {"signature-with-a-long-key-id", "(sig [^ ]* [^ ]*)", "$1a", "9"},
      {"signature-without-padding", "(sig [^\n]*)==\n", "$1\n", "9"},
      {"signature-that-is-too-short", "(sig [^ ]* [^ ]*) [^\n]*", "$1 AAAA", "9"},
      {"signature-with-spare-bits", "(sig [^\n]*).==\n", "$1B==\n", "9"},
      {"heartbeat-over-before-it-began", "until [^\n]*", "until 2026-11-26T20:00:00Z", "16"},
      {"with-more-behind-it", "$", "more 1\n", "19"},
      {"with-an-empty-line-behind-it", "$", "\n", "19"},
      {"with-other-letters", "sequence 3", "sequence \u00c3\u00a9", "3"},
      {"with-a-tab", "sequence 3", "sequence\t3", "3"},
    };
    for (String[] form : forms) {
      String pattern = form[1].equals("$") ? "\\z" : form[1];
      malformed("head", form[0], file, pattern, form[2], Integer.parseInt(form[3]));
    }
    malformed("head", "too-large", file, "sequence 3", "sequence " + "3".repeat(1500), 0);
  }

  private void rootForms() {
    byte[] root = site.roots.getFirst().bytes();
    String edwards = "(holder root-a ed25519) [^ ]*";
    String small = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    malformed("root", "ed25519-neutral-point", root, edwards, "$1 " + small, 8);
    String eighth = "xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=";
    malformed("root", "ed25519-point-of-order-8", root, edwards, "$1 " + eighth, 8);
    String above = "7v///////////////////////////////////////38=";
    malformed("root", "ed25519-not-below-the-prime", root, edwards, "$1 " + above, 8);
    malformed("root", "ed25519-too-short", root, edwards, "$1 AAAA", 8);
    String elliptic = "(holder root-a ed25519 [^ ]* p256) [^\n]*";
    malformed("root", "p256-beside-the-curve", root, elliptic, "$1 B" + "A".repeat(85) + "E=", 8);
    malformed("root", "p256-compressed", root, elliptic, "$1 A" + "g".repeat(43), 8);
    malformed(
        "root",
        "keys-changed-about",
        root,
        "root-a ed25519 ([^ ]*) p256 ([^\n]*)",
        "root-a p256 $2 ed25519 $1",
        8);
    malformed(
        "root",
        "holders-out-of-order",
        root,
        "(holder root-a [^\n]*\n)(holder root-b [^\n]*\n)",
        "$2$1",
        10);
    malformed(
        "root",
        "key-of-two-holders",
        root,
        "holder root-a ([^\n]*)\nholder root-b [^\n]*",
        "holder root-a $1\nholder root-b $1",
        10);
    malformed("root", "name-in-upper-case", root, "holder root-a", "holder Root-a", 8);
    malformed("root", "name-too-long", root, "holder root-a", "holder " + "a".repeat(33), 8);
    malformed("root", "threshold-above-its-holders", root, "\nroot 2\n", "\nroot 4\n", 10);
    malformed("root", "threshold-zero", root, "\nroot 2\n", "\nroot 0\n", 7);
    malformed("root", "role-without-holders", root, "holder heartbeat-1 [^\n]*\n", "", 13);
    malformed("root", "role-missing", root, "roster 1\n[^\n]*\n", "", 15);
    malformed("root", "from-zero", root, "from 1\n", "from 0\n", 5);
  }

  private void others() {
    byte[] header = site.file(CopyPaths.snapshot(3));
    put("snapshot", header, "type: snapshot", "roots: 2", "verdict: valid");
    malformed("snapshot", "one-shard-too-few", header, "shard [^\n]*\n\\z", "", 16);
    malformed("snapshot", "sum-that-is-none", header, "completeness [0-9]*", "completeness 9", 8);
    malformed("snapshot", "bits-above-12", header, "bits 1", "bits 13", 14);
    malformed("snapshot", "recent-list-of-no-bytes", header, "(recent [^ ]*) [0-9]*", "$1 0", 10);
    malformed(
        "snapshot", "query-names-in-another-order", header, "(query p\n)(query q\n)", "$2$1", 13);
    malformed("snapshot", "query-name-twice", header, "query q", "query p", 13);
    malformed("snapshot", "query-name-in-another-spelling", header, "query q", "query %71", 13);
    malformed("snapshot", "query-name-with-a-value", header, "query q", "query q=1", 13);
    malformed("snapshot", "query-name-too-long", header, "query q", "query " + "q".repeat(129), 13);
    malformed(
        "snapshot", "not-found-in-another-spelling", header, "not-found /", "not-found /a/../", 11);
    malformed("snapshot", "shard-of-no-bytes", header, "(shard [^ ]*) [0-9]*", "$1 0", 15);
    byte[] shard = TestSite.sampleShard().bytes();
    put("shard", shard, "type: shard", "roots: 2", "verdict: valid");
    malformed("shard", "index-beyond-its-bits", shard, "index 0", "index 1", 4);
    malformed("shard", "route-in-another-spelling", shard, "route /\n", "route /%2e\n", 5);
    malformed("shard", "route-that-leaves-the-root", shard, "route /\n", "route /..\n", 5);
    malformed("shard", "route-to-another-host", shard, "route /\n", "route //\n", 5);
    malformed("shard", "status-206", shard, "status 200", "status 206", 6);
    malformed("shard", "redirect-without-location", shard, "status 200", "status 301", 6);
    malformed("shard", "location-without-redirect", shard, "status 301", "status 200", 17);
    malformed(
        "shard",
        "location-is-a-script",
        shard,
        "location /new[^\n]*",
        "location javascript:alert(1)",
        18);
    malformed(
        "shard",
        "location-to-another-host",
        shard,
        "location /new[^\n]*",
        "location //new.example/",
        18);
    malformed(
        "shard",
        "header-that-sets-a-cookie",
        shard,
        "header link: [^\n]*",
        "header set-cookie: a=b",
        8);
    malformed(
        "shard", "header-in-upper-case", shard, "header content-type", "header Content-Type", 7);
    malformed(
        "shard", "headers-out-of-order", shard, "(header [^\n]*\n)(header [^\n]*\n)", "$2$1", 8);
    malformed("shard", "object-too-large", shard, "1048576", "1048577", 14);
    malformed("shard", "object-short-in-the-midst", shard, "1048576", "1048575", 14);
    byte[] recent = site.file(CopyPaths.recent(3));
    put("recent", recent, "type: recent", "roots: 2", "verdict: valid");
    malformed("recent", "shard-twice", recent, "(shard [^\n]*\n)", "$1$1", 5);
    malformed(
        "recent",
        "objects-before-shards",
        recent,
        "(shard [^\n]*\n)(shard [^\n]*\n)(object [^\n]*\n)",
        "$3$1$2",
        5);
    roster();
  }

  private void roster() {
    Roster document = site.roster.document();
    put("roster", site.roster.bytes(), "type: roster", "roots: 2", "verdict: accepted");
    put(
        "roster-by-the-release-key",
        TestHolder.sign(document, document.body(), VectorSite.RELEASE_2).bytes(),
        "type: roster",
        "roots: 2",
        "verdict: refused");
    byte[] bytes = site.roster.bytes();
    malformed("roster", "mirror-twice", bytes, "(mirror [^\n]*\n)", "$1$1", 6);
    malformed("roster", "mirror-with-a-p256-key", bytes, " ed25519 ", " p256 ", 5);
    malformed("roster", "mirror-without-a-slash", bytes, "/copy/ ", "/copy ", 5);
    malformed("roster", "mirror-with-a-user", bytes, "http://", "http://user@", 5);
    Consent consent = document.mirrors().getFirst();
    put("consent", consent.bytes(), "type: consent", "roots: 2", "verdict: signed");
    String aimed = TestSite.text(consent.bytes()).replace("127.0.0.5", "127.0.0.6");
    put(
        "consent-of-somebody-else",
        TestSite.ascii(aimed),
        "type: consent",
        "roots: 2",
        "verdict: unsigned");
    malformed("consent", "with-more-behind-it", consent.bytes(), "\\z", "more 1\n", 7);
    malformed("consent", "with-the-usual-port", consent.bytes(), ":8080", ":80", 6);
  }

  /// Paths and addresses in utf-8, which the other cases never are.
  private void lists() {
    String[][] keys = {
      {"/", "/"},
      {"/%7Euser/", "/~user/"},
      {"/a%2fb", "/a%2Fb"},
      {"/%252e", "/%252e"},
      {"/%2e%2e/x", "-"},
      {"/a/%2E%2E/b", "/b"},
      {"/a/./b/../c/.", "/a/c/"},
      {"/..", "-"},
      {"/a/../..", "-"},
      {"//x", "-"},
      {"/.//x", "-"},
      {"/a//b", "/a//b"},
      {"/a//../b", "/a/b"},
      {"/caf\u00e9", "/caf%C3%A9"},
      {"/%E9", "/%E9"},
      {"/%c0%af", "/%C0%AF"},
      {"/%00", "-"},
      {"/%5c", "-"},
      {"/a\\b", "-"},
      {"/%", "-"},
      {"/%4g", "-"},
      {"/a b", "/a%20b"},
      {"/a+b", "/a+b"},
      {"/'()", "/'()"},
      {"/%27", "/%27"},
      {"/a#b", "/a%23b"},
      {"x", "-"},
      {"/[a]|{b}", "/%5Ba%5D%7C%7Bb%7D"},
      {"/A", "/A"},
      {"/?", "/"},
      {"/?p", "/?p"},
      {"/?p=", "/?p="},
      {"/?q=2&p=1", "/?p=1&q=2"},
      {"/?p=2&p=1", "/?p=2&p=1"},
      {"/?utm=1&p=1&", "/?p=1"},
      {"/?%70=1", "/?p=1"},
      {"/?P=1", "/"},
      {"/?p='", "/?p=%27"},
      {"/?p=%zz", "-"},
      {"/?utm=%zz", "/"},
      {"/?p=a=b&id=?", "/?id=?&p=a=b"},
      {"/?p=%26%3d", "/?p=%26%3D"},
      {"/?p=a+b%20c d", "/?p=a+b%20c%20d"},
      {"/?p=../..", "/?p=../.."},
      {"/?p=%00", "-"},
      {"/?p=1" + "&p=1".repeat(15), "/?p=1" + "&p=1".repeat(15)},
      {"/?p=1" + "&p=1".repeat(16), "-"},
      {"/" + "%61".repeat(2047), "/" + "a".repeat(2047)},
      {"/" + "a".repeat(2048), "-"},
    };
    list("route-keys", keys);
    String[][] urls = {
      {"https://copy.example/", "yes"},
      {"http://127.0.0.1:8080/a/", "yes"},
      {"http://[::1]:8080/", "yes"},
      {"https://[2001:db8::1]/", "yes"},
      {"https://xn--bcher-kva.example/~user/", "yes"},
      {"http://copy.example:443/", "yes"},
      {"https://copy.example", "no"},
      {"HTTPS://copy.example/", "no"},
      {"https://Copy.example/", "no"},
      {"https://copy.example:443/", "no"},
      {"https://copy.example:08443/", "no"},
      {"https://copy.example:65536/", "no"},
      {"https://copy.example:/", "no"},
      {"https://user@copy.example/", "no"},
      {"https://copy.example/?x/", "no"},
      {"https://copy.example/#/", "no"},
      {"https://copy.example/../", "no"},
      {"https://copy.example/a", "no"},
      {"https://copy.example//", "no"},
      {"https://copy.example./", "no"},
      {"https://copy..example/", "no"},
      {"https://-copy.example/", "no"},
      {"https://copy_1.example/", "no"},
      {"https://127.1/", "no"},
      {"https://2130706433/", "no"},
      {"https://0x7f.0.0.1/", "no"},
      {"https://127.0.0.01/", "no"},
      {"https://[0:0:0:0:0:0:0:1]/", "no"},
      {"https://[2001:DB8::1]/", "no"},
      {"https://[::ffff:127.0.0.1]/", "no"},
      {"https://[::ffff:7f00:1]/", "no"},
      {"https://[fe80::1%25eth0]/", "no"},
      {"https://copy.example\\@x/", "no"},
      {"ftp://copy.example/", "no"},
      {"//copy.example/", "no"},
      {"https:///", "no"},
      {"javascript://x/", "no"},
    };
    list("urls", urls);
  }

  private void list(String name, String[][] pairs) {
    StringBuilder in = new StringBuilder();
    StringBuilder out = new StringBuilder();
    for (String[] pair : pairs) {
      in.append(pair[0]).append('\n');
      out.append(pair[1]).append('\n');
    }
    byte[] utf8 = (in + "----\n" + out).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    cases.put(name + ".case", TestSite.text(utf8));
  }
}
