"use strict";
// Copies a rule without any network; where the clipboard is closed, selects it for the reader's own copy key.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const rule = document.getElementById(button.dataset.copies);
  const status = document.getElementById(button.dataset.tells);
  const select = () => {
    const range = document.createRange();
    range.selectNodeContents(rule);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const byCommand = () => {
    select();
    return document.execCommand("copy");
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    let copied = false;
    try {
      await navigator.clipboard.writeText(rule.textContent);
      copied = true;
    } catch {
      copied = byCommand();
    }
    status.textContent = copied ? "Copied." : "Selected. Now press Ctrl+C.";
  });
}
