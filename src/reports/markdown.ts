import type { EvaluationReport } from "./evaluation-report.js";
import type { FigureView } from "./figures-view.js";
import { grouped } from "./numbers.js";

/** The report in Markdown (GitHub's dialect): the answer, the tables and the methods text. */
export function markdownReport(report: EvaluationReport): string {
  const blocks: string[] = [
    `# ${text(report.headline)}`,
    `**${text(report.label)}.** ${text(report.detail)}`,
    `${text(report.eyebrow)}. ${report.basis.map(({ name, value }) => `${name}: ${text(value)}`).join("; ")}.`,
  ];
  if (report.answers.length > 1) {
    blocks.push("## Claim by claim");
    blocks.push(
      ...report.answers.map(({ label, headline }) => `- **${label}:** ${text(headline)}`),
    );
  }
  blocks.push("## What to do with this");
  blocks.push(list(report.actions.map(({ what, why }) => `**${text(what)}** ${text(why)}`)));
  blocks.push("## Figures", figureTable(report.figures));
  if (report.classes !== null) {
    const rows = report.classes.rows.map(({ label, found, trust }) => [
      label,
      [found.text, found.interval].filter((part) => part !== null).join(" "),
      [trust.text, trust.interval].filter((part) => part !== null).join(" "),
    ]);
    blocks.push("## Class by class", table(["Class", "Found", "Trust"], rows));
    if (report.classes.more > 0)
      blocks.push(`${grouped(report.classes.more)} more in result.json.`);
  }
  if (report.confusion !== null) {
    const { columns, rows } = report.confusion;
    const cells = rows.map(({ label, cells: own }) => [
      label,
      ...own.map(({ count }) => grouped(count)),
    ]);
    blocks.push("Rows: your label. Columns: what the model said.", table(["", ...columns], cells));
  }
  blocks.push("## Files left out, and why", text(report.listed.sum));
  if (report.listed.groups.length > 0) {
    blocks.push(
      table(
        ["Why", "Files", "How to fix it"],
        report.listed.groups.map(({ title, count, fix }) => [title, grouped(count), fix]),
      ),
    );
  }
  blocks.push("## What this does not tell you");
  blocks.push(list([...report.limits, ...report.warnings.map((one) => one.line)].map(text)));
  blocks.push("## Methods", text(report.methods));
  if (report.command !== null) blocks.push(fenced(report.command));
  return `${blocks.join("\n\n")}\n`;
}

function figureTable(figures: readonly FigureView[]): string {
  const header = ["Figure", "Value", "95% interval", "Rests on", "What it says"];
  const level = figures[0]?.level ?? 0.95;
  header[2] = `${Math.round(level * 1000) / 10}% interval`;
  return table(
    header,
    figures.map((one) => [
      one.label,
      one.valueText,
      one.intervalText ?? "none",
      one.basis,
      one.sentence,
    ]),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(text).join(" | ")} |`;
  return [line(header), `|${header.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Text from data cannot become markup, a link, a mention or a table's edge. */
function text(data: string): string {
  return data
    .replace(/[\\`*_{}[\]<>#|~!&@]/g, "\\$&")
    .replace(/\b(https?|ftp):|\bwww\./gi, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** A fence longer than any run of backticks inside. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
