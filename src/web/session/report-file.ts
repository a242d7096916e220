import { REPORT_SCRIPT } from "virtual:report-script";
import { sha256 } from "@noble/hashes/sha2.js";
import { render } from "svelte/server";
import EvaluationReport from "../../analyses/EvaluationReport.svelte";
import type { EvaluationReport as ReportView } from "../../reports/evaluation-report.js";
import { htmlPage, pageCss } from "../../reports/html-page.js";
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

/** As a source expression of a policy. */
function hashOf(text: string): string {
  const digest = sha256(new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
