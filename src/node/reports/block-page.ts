import { render } from "svelte/server";
import type { BlockPage as BlockPageView } from "../../reports/block-page.js";
import BlockPage from "../../reports/views/BlockPage.svelte";
import { REPORT_CSS } from "../../reports/views/styles.js";
import { hashOf, htmlPage, pageCss } from "./html-page.js";

/** Says of a page that this program made it, and may make it again. */
export const BENCHMARK_GENERATOR = "homeground benchmark";

const CSS = pageCss(REPORT_CSS);
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(CSS)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * A page of blocks as one file that runs nothing and loads nothing. The same view gives the same bytes.
 *
 * @param generator name of the program that made it
 */
export function renderBlockPage(page: BlockPageView, generator: string): string {
  const { body } = render(BlockPage, { props: { page } });
  return htmlPage({
    title: page.title,
    policy: POLICY,
    css: CSS,
    body,
    script: null,
    generator,
  });
}
