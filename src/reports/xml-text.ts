import { visibleLines } from "../core/visible-text.js";

/** Text between tags and in attributes; what cannot be seen or XML 1.0 cannot hold becomes U+FFFD. */
export function xmlText(text: string): string {
  return visibleLines(text)
    .replace(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
