import { render } from "svelte/server";
import BenchmarkView from "../../benchmark/BenchmarkView.svelte";
import type { BenchmarkPage } from "../../benchmark/benchmark-page.js";
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

/** The page of a benchmark: one file that runs nothing and loads nothing. The same view gives the same bytes. */
export function renderBenchmarkPage(page: BenchmarkPage): string {
  const { body } = render(BenchmarkView, { props: { page } });
  return htmlPage({
    title: page.title,
    policy: POLICY,
    css: CSS,
    body,
    script: null,
    generator: BENCHMARK_GENERATOR,
  });
}
