package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsentTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://copy.example/",
        "http://copy.example/",
        "http://localhost/",
        "https://copy.example:8443/",
        "http://copy.example:443/",
        "https://copy.example:80/",
        "http://127.0.0.1:8080/",
        "http://127.255.0.3/a/b/",
        "http://[::1]:8080/",
        "https://[2001:db8::1]/",
        "https://xn--bcher-kva.example/",
        "https://a-b.c1.example/~user/copy/",
        "https://copy.example/%C3%A9/",
        "http://1a.example/",
        "http://copy.example:65535/"
      })
  void url_inItsOneSpelling_isTaken(String url) {
    assertThat(Consent.isUrl(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "copy.example/",
        "//copy.example/",
        "ftp://copy.example/",
        "file:///etc/",
        "https:/copy.example/",
        "https:copy.example/",
        "https:///",
        "https:///copy.example/",
        "https://copy.example",
        "https://copy.example/index.html",
        "HTTPS://copy.example/",
        "https://Copy.example/",
        "https://copy.example./",
        "https://.copy.example/",
        "https://copy..example/",
        "https://-copy.example/",
        "https://copy-.example/",
        "https://copy_1.example/",
        "https://copy%2eexample/",
        "https://b\u00fccher.example/",
        "https://copy.example\u3002x/",
        "https://user@copy.example/",
        "https://user:secret@copy.example/",
        "https://@copy.example/",
        "https://copy.example:/",
        "https://copy.example:443/",
        "http://copy.example:80/",
        "https://copy.example:0/",
        "https://copy.example:08443/",
        "https://copy.example:65536/",
        "https://copy.example:99999/",
        "https://copy.example:-1/",
        "https://copy.example:+1/",
        "https://copy.example:8443:1/",
        "https://copy.example/?x/",
        "https://copy.example/?/",
        "https://copy.example/#/",
        "https://copy.example/../",
        "https://copy.example/a/./",
        "https://copy.example/a/%2e%2e/",
        "https://copy.example//",
        "https://copy.example/\\/",
        "https://copy.example\\@other.example/",
        "https://copy.example/a b/",
        "https://copy.example/%zz/",
        "https://copy.example/%c3%a9/",
        "https://1.2.3/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://256.0.0.1/",
        "https://1.2.3.4.5/",
        "https://copy.7/",
        "https://127.0.0.1./",
        "https://[127.0.0.1]/",
        "https://[::1/",
        "https://::1/",
        "https://[::1]x/",
        "https://[::0]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[2001:DB8::1]/",
        "https://[2001:db8:0::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[]/",
        "https://[v1.x]/",
        "https:// copy.example/",
        "https://copy.example/\n/",
        "javascript://copy.example/"
      })
  void url_inAnyOtherSpelling_isRefused(String url) {
    assertThat(Consent.isUrl(url)).isFalse();
  }

  @Test
  void url_longerThanTheLimit_isRefused() {
    String longest = "https://copy.example/" + "a".repeat(512 - 22) + "/";
    assertThat(longest).hasSize(512);
    assertThat(Consent.isUrl(longest)).isTrue();
    assertThat(Consent.isUrl(longest + "a/")).isFalse();
    assertThat(Consent.isUrl("https://" + "a".repeat(63) + ".example/")).isTrue();
    assertThat(Consent.isUrl("https://" + "a".repeat(64) + ".example/")).isFalse();
    assertThat(Consent.isUrl("https://" + "a.".repeat(126) + "a/")).isTrue();
    assertThat(Consent.isUrl("https://" + "a.".repeat(127) + "a/")).isFalse();
  }

  @Test
  void consent_ofTheMirror_isSignedAndOfAnyoneElseNot() {
    TestHolder mirror = TestHolder.of("mirror-1");
    Consent consent = TestSite.consent("https://copy.example/", mirror);
    assertThat(consent.isSigned()).isTrue();
    assertThat(with(consent, TestSite.site(), "https://victim.example/").isSigned()).isFalse();
    assertThat(with(consent, TestSite.digest("other site"), consent.url()).isSigned()).isFalse();
    byte[] strange =
        TestSite.STRANGER
            .signEd25519(Consent.body(consent.site(), consent.url(), consent.key(), consent.at()))
            .signature();
    assertThat(
            new Consent(consent.site(), consent.url(), consent.key(), consent.at(), strange)
                .isSigned())
        .isFalse();
  }

  private static Consent with(Consent consent, Digest site, String url) {
    return new Consent(site, url, consent.key(), consent.at(), consent.signature());
  }

  /// The line in a roster and the file say the same.
  @Test
  void consent_inARoster_isTheOneThatTheMirrorGave() {
    for (Consent consent : TestSite.sampleRoster().document().mirrors()) {
      assertThat(consent.isSigned()).isTrue();
      Parsed<Consent> file = Consent.parse(consent.bytes());
      assertThat(((Parsed.Valid<Consent>) file).value().rosterLine())
          .isEqualTo(consent.rosterLine());
    }
  }

  /// A roster that names a victim who never agreed is read, and its mirror is not signed: whoever
  /// asks first contacts nobody.
  @Test
  void roster_thatAimsAtAVictim_hasNoSignedConsent() {
    String text = TestSite.text(TestSite.sampleRoster().document().body());
    String aimed = text.replace("https://copy.example/", "https://victim.example/");
    Parsed<Signed<Roster>> read = Roster.parse(TestSite.ascii(aimed));
    Roster roster = ((Parsed.Valid<Signed<Roster>>) read).value().document();
    assertThat(roster.mirrors()).extracting(Consent::isSigned).containsExactly(true, false);
  }
}
