import { visibleLines } from "../core/visible-text.js";
import { reportDocument } from "./document.js";
import type { DocumentTable, PlainBlock, PlainSection } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import { visible } from "./text.js";

/** The report in Markdown (GitHub's dialect): everything that the page says, but for pictures. */
export function markdownReport(report: EvaluationReport): string {
  const { title, sections } = reportDocument(report);
  return `# ${inline(title)}\n\n${markdownSections(sections)}`;
}

/** Sections of a document in Markdown. Ends with a line feed. */
export function markdownSections(sections: readonly PlainSection[]): string {
  const blocks = sections.flatMap(({ title, blocks: parts }) => [
    ...(title === "" ? [] : [`## ${inline(title)}`]),
    ...parts.map(blockText),
  ]);
  return visibleLines(`${blocks.join("\n\n")}\n`);
}

function blockText(block: PlainBlock): string {
  switch (block.kind) {
    case "heading":
      return `### ${inline(block.text)}`;
    case "paragraph":
      return block.strong === undefined
        ? lineStart(block.text)
        : `**${inline(block.strong)}** ${inline(block.text)}`;
    case "list":
      return block.items
        .map(({ strong, text }, i) => {
          const mark = block.ordered ? `${i + 1}. ` : "- ";
          return mark + (strong === "" ? lineStart(text) : `**${inline(strong)}** ${inline(text)}`);
        })
        .join("\n");
    case "table":
      return tableText(block);
    case "code":
      return fenced(block.text);
    default:
      return block satisfies never;
  }
}

function tableText({ caption, columns, rows, more }: DocumentTable<string>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inline).join(" | ")} |`;
  const rule = columns.map(({ form }) => (form === "number" ? " ---: |" : " --- |")).join("");
  const text = [line(columns.map(({ name }) => name)), `|${rule}`, ...rows.map(line)].join("\n");
  return [
    ...(caption === "" ? [] : [lineStart(caption)]),
    text,
    ...(more === null ? [] : [lineStart(more)]),
  ].join("\n\n");
}

/** Text from data cannot become markup, a link, a mention, a formula or a table's edge. */
export function inline(data: string): string {
  return visible(data)
    .replace(/[\\`*_{}[\]<>#|~!&@$]/g, "\\$&")
    .replace(/\b(https?|ftp|mailto|xmpp):|\bwww\./gi, (start) => {
      return `${start.slice(0, -1)}\\${start.slice(-1)}`;
    });
}

/** {@link inline}, where a line starts: it cannot become a list, a rule or code either. */
export function lineStart(data: string): string {
  return inline(data.trimStart()).replace(/^(\d{0,9})([-+=.)])/, "$1\\$2");
}

/** A fence longer than any run of backticks inside. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
