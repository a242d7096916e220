import { REPORT_SCRIPT } from "virtual:report-script";
import { render } from "svelte/server";
import ScopePage from "../../analyses/scope/ScopePage.svelte";
import { type ScopePageInput, scopePage } from "../../analyses/scope/scope-page.js";
import { SCOPE_CSS } from "../../analyses/scope/scope-styles.js";
import { REPORT_CSS } from "../../reports/views/styles.js";
import { hashOf, htmlPage, pageCss } from "./html-page.js";

const CSS = pageCss(REPORT_CSS + SCOPE_CSS);
const POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(REPORT_SCRIPT)}'`,
  `style-src '${hashOf(CSS)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * How images compare with the scope of a record, as one HTML file: no network, no other file, complete
 * without JavaScript. Text from data is text; the same input gives the same bytes.
 */
export function renderScopePage(input: ScopePageInput): string {
  const page = scopePage(input);
  const { body } = render(ScopePage, { props: { page } });
  return htmlPage({ title: page.title, policy: POLICY, css: CSS, body, script: REPORT_SCRIPT });
}
