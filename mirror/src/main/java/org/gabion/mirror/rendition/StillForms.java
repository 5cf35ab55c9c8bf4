package org.gabion.mirror.rendition;

import java.util.Locale;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Makes the forms of a page do nothing: nobody is there to take what a reader would send. Hidden
/// fields go, since they may hold what was meant for one visitor; all else stays to be seen.
final class StillForms {
  private final Document page;

  StillForms(Document page) {
    this.page = page;
  }

  void run() {
    page.select("input[type=hidden], input[type=HIDDEN], keygen").remove();
    page.select("input, button, select, textarea").forEach(StillForms::still);
    page.select("form").forEach(this::form);
    page.select("isindex").remove();
  }

  private static void still(Element field) {
    if (field.hasAttr("form") || field.closest("form") != null) {
      field.attr("disabled", true);
    }
    if (field.attr("type").equalsIgnoreCase("password")) {
      field.removeAttr("value");
    }
    field.removeAttr("form").removeAttr("formaction").removeAttr("formmethod");
  }

  private void form(Element form) {
    boolean posts = form.attr("method").toLowerCase(Locale.ROOT).strip().equals("post");
    form.removeAttr("action").removeAttr("method").removeAttr("enctype");
    Marks.form(form);
    if (posts) {
      form.tagName("div");
    }
  }
}
