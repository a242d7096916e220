import { REPORT_SCRIPT } from "virtual:report-script";
import { sha256 } from "@noble/hashes/sha2.js";
import { render } from "svelte/server";
import EvaluationReport from "../../analyses/EvaluationReport.svelte";
import type { BlockPage as BlockPageView } from "../../reports/block-page.js";
import type { EvaluationReport as ReportView } from "../../reports/evaluation-report.js";
import { htmlPage, pageCss } from "../../reports/html-page.js";
import BlockPage from "../../reports/views/BlockPage.svelte";
import { REPORT_CSS } from "../../reports/views/styles.js";

/** The report as one HTML file, as the command line writes it. */
export function reportFile(report: ReportView): string {
  const css = pageCss(REPORT_CSS);
  const { body } = render(EvaluationReport, { props: { report } });
  return htmlPage({
    title: report.title,
    policy: [
      "default-src 'none'",
      `script-src '${hashOf(REPORT_SCRIPT)}'`,
      `style-src '${hashOf(css)}'`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ],
    css,
    body,
    script: REPORT_SCRIPT,
  });
}

/** A page of blocks as one HTML file, which runs nothing. */
export function blockPageFile(page: BlockPageView): string {
  const css = pageCss(REPORT_CSS);
  const { body } = render(BlockPage, { props: { page } });
  return htmlPage({
    title: page.title,
    policy: [
      "default-src 'none'",
      `style-src '${hashOf(css)}'`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ],
    css,
    body,
    script: null,
  });
}

/** As a source expression of a policy. */
function hashOf(text: string): string {
  const digest = sha256(new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
