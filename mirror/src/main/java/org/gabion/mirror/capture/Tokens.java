package org.gabion.mirror.capture;

import java.util.Locale;
import java.util.Set;

/// Tells secrets of one visitor by their name or their look. Stateless.
final class Tokens {
  private static final int LEAST_LENGTH = 16;

  /// Names of form fields whose value is one visitor's own.
  private static final Set<String> FIELDS =
      Set.of(
          "token",
          "_token",
          "form_token",
          "formtoken",
          "form_build_id",
          "form_key",
          "formkey",
          "authenticity_token",
          "sesskey",
          "session",
          "session_id",
          "sessionid",
          "sid",
          "phpsessid",
          "jsessionid",
          "_wpnonce",
          "nonce",
          "security",
          "_nonce",
          "requesttoken",
          "request_token",
          "wpedittoken",
          "logintoken",
          "creation_time",
          "ticket",
          "lt",
          "execution",
          "__viewstate",
          "__viewstategenerator",
          "__eventvalidation",
          "__requestverificationtoken",
          "javax.faces.viewstate",
          "jakarta.faces.viewstate");

  private Tokens() {}

  /// Whether a form field or a setting of this name holds a token.
  static boolean isTokenName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return FIELDS.contains(lower)
        || lower.contains("csrf")
        || lower.contains("xsrf")
        || lower.endsWith("_token")
        || lower.endsWith("-token");
  }

  /// Whether a text looks as if a random generator made it: long, of one piece, letters and digits
  /// mixed.
  static boolean looksRandom(String text) {
    if (text.length() < LEAST_LENGTH) {
      return false;
    }
    int digits = 0;
    int letters = 0;
    int changes = 0;
    int turns = 0;
    boolean wasDigit = false;
    boolean wasUpper = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!digit && !letter && "-_+/=.%:~".indexOf(c) < 0) {
        return false;
      }
      digits += digit ? 1 : 0;
      letters += letter ? 1 : 0;
      changes += i > 0 && digit != wasDigit ? 1 : 0;
      boolean upper = c >= 'A' && c <= 'Z';
      turns += i > 0 && letter && upper != wasUpper ? 1 : 0;
      wasDigit = digit;
      wasUpper = letter ? upper : wasUpper;
    }
    return digits >= 2 && letters >= 2 && changes * 8 >= text.length()
        || turns * 3 >= text.length();
  }
}
