import { render } from "svelte/server";
import { REPORT_CSS } from "../../reports/views/styles.js";
import ShortlistView from "../../shortlist/ShortlistView.svelte";
import type { ShortlistPage } from "../../shortlist/shortlist-page.js";
import { hashOf, htmlPage, pageCss } from "./html-page.js";

const CSS = pageCss(REPORT_CSS);
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(CSS)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
];

/** The page of a shortlist: one file that runs nothing and loads nothing. The same view gives the same bytes. */
export function renderShortlistPage(page: ShortlistPage): string {
  const { body } = render(ShortlistView, { props: { page } });
  return htmlPage({
    title: page.title,
    policy: POLICY,
    css: CSS,
    body,
    script: null,
    generator: "homeground shortlist",
  });
}
