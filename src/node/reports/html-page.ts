import { createHash } from "node:crypto";

export { type HtmlPage, htmlPage, pageCss } from "../../reports/html-page.js";

/** As a source expression of a policy. */
export function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
