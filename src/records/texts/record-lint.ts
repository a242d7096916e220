import { counted, grouped } from "../../reports/numbers.js";
import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import type { LintFinding } from "../lint/lint-types.js";
import { LINT, type LintWords, lintWords } from "../words/lint.js";

/** A finding with its words, for pages and JSON. */
export interface LintView extends LintFinding, LintWords {}

export function lintViews(findings: readonly LintFinding[]): LintView[] {
  return findings.map((finding) => ({
    ...finding,
    ...lintWords(finding.code, finding.values),
  }));
}

/** What the check of wordings came to, on a terminal, without a final line feed. */
export function recordLintText(findings: readonly LintFinding[], options: TerminalOptions): string {
  const { width } = options;
  if (findings.length === 0) return plain(wrapped(LINT.none, width, ""), options);
  const must = findings.filter(({ severity }) => severity === "must").length;
  const lines = wrapped(
    LINT.some({
      count: counted(findings.length, "finding"),
      must: must === 0 ? null : grouped(must),
    }),
    width,
    "",
  );
  for (const { severity, field, title, text, fix } of lintViews(findings)) {
    const head = `${field}: ${title} (${LINT[severity]})`;
    lines.push("", ...wrapped(head, width, ""));
    for (const sentence of [`${text}.`, `${fix}.`]) {
      lines.push(...wrapped(sentence, width - 2, "").map((line) => `  ${line}`));
    }
  }
  lines.push("", ...wrapped(LINT.limit, width, ""));
  return plain(lines, options);
}

function plain(lines: readonly string[], { unicode }: TerminalOptions): string {
  const text = lines.join("\n");
  return unicode ? text : ascii(text);
}
