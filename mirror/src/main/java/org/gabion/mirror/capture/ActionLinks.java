package org.gabion.mirror.capture;

import java.util.Locale;
import java.util.Set;

/// Tells links that do something from links that show something. Stateless.
///
/// A crawler must not press buttons: badly made sites delete on GET. So whole path segments and the
/// names of parameters are compared, not parts of them: an article on how to delete an account is a
/// page.
final class ActionLinks {
  private static final Set<String> SEGMENTS =
      Set.of(
          "logout",
          "log-out",
          "log_out",
          "logoff",
          "signout",
          "sign-out",
          "sign_out",
          "delete",
          "remove",
          "destroy",
          "unsubscribe",
          "add-to-cart",
          "add_to_cart",
          "addtocart",
          "add-to-wishlist",
          "add-to-basket",
          "wp-login",
          "wp-admin",
          "xmlrpc",
          "vote",
          "upvote",
          "downvote",
          "like",
          "unlike");

  private static final Set<String> PARAMETERS =
      Set.of(
          "action",
          "do",
          "cmd",
          "op",
          "delete",
          "remove",
          "logout",
          "add-to-cart",
          "add_to_cart",
          "add-to-wishlist",
          "vote",
          "unsubscribe",
          "replytocom");

  private ActionLinks() {}

  /// @param path canonical
  /// @param chosen the names of parameters that the operator allowed here
  static boolean isAction(String path, String query, Set<String> chosen) {
    for (String segment : path.split("/", -1)) {
      int dot = segment.indexOf('.');
      String word = (dot < 0 ? segment : segment.substring(0, dot)).toLowerCase(Locale.ROOT);
      if (SEGMENTS.contains(word)) {
        return true;
      }
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (!chosen.contains(name) && PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
