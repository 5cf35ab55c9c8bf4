package org.gabion.guard.gate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gabion.core.request.FieldRules;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;

/// What the origin served: a page that a person reads, something that a browser fetches for it, or
/// neither. Stateless.
enum Resource {
  PAGE,
  ASSET,
  OTHER;

  private static final byte[] HTML = ascii("text/html");
  private static final byte[] XHTML = ascii("application/xhtml+xml");
  private static final List<byte[]> ASSET_TYPES =
      List.of(
          ascii("text/css"),
          ascii("text/javascript"),
          ascii("application/javascript"),
          ascii("image/"),
          ascii("font/"));
  private static final List<byte[]> ASSET_ENDINGS =
      List.of(
          ascii(".css"),
          ascii(".js"),
          ascii(".mjs"),
          ascii(".png"),
          ascii(".jpg"),
          ascii(".jpeg"),
          ascii(".gif"),
          ascii(".svg"),
          ascii(".webp"),
          ascii(".avif"),
          ascii(".ico"),
          ascii(".woff"),
          ascii(".woff2"));

  /// By the type of the answer; a 304 has none, so there the path decides.
  static Resource of(Request request, Response response) {
    boolean served =
        response.status() == 200 || response.status() == 206 || response.status() == 304;
    if (request.method() != Request.Method.GET || !served) {
      return OTHER;
    }
    int type = response.find(KnownHeader.CONTENT_TYPE);
    if (type >= 0) {
      return ofType(response, type);
    }
    return endsLikeAsset(request) ? ASSET : response.status() == 304 ? PAGE : OTHER;
  }

  private static Resource ofType(Response response, int field) {
    if (starts(response, field, HTML) || starts(response, field, XHTML)) {
      return PAGE;
    }
    for (byte[] type : ASSET_TYPES) {
      if (starts(response, field, type)) {
        return ASSET;
      }
    }
    return OTHER;
  }

  private static boolean starts(Response response, int field, byte[] type) {
    int from = response.valueStart(field);
    int to = from + type.length;
    return to <= response.valueEnd(field)
        && FieldRules.equalsLowerCase(response.bytes(), from, to, type);
  }

  private static boolean endsLikeAsset(Request request) {
    for (byte[] ending : ASSET_ENDINGS) {
      int from = request.pathEnd() - ending.length;
      if (from > request.targetStart()
          && FieldRules.equalsLowerCase(request.bytes(), from, request.pathEnd(), ending)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
