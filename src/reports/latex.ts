import { visibleLines } from "../core/visible-text.js";
import { reportDocument } from "./document.js";
import type { DocumentColumn, DocumentTable, PlainBlock } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import { latexText, UNICODE_MACRO } from "./latex-text.js";
import type { NamedTable } from "./tables.js";

/** Columns from which a table is set narrower. */
const MANY_COLUMNS = 8;
/** About so many letters of the smaller type fill a line. */
const LETTERS_A_LINE = 100;

const PREAMBLE = `\\documentclass[10pt,a4paper]{article}
\\usepackage{booktabs}
${UNICODE_MACRO}
\\setlength{\\textwidth}{165mm}\\setlength{\\oddsidemargin}{-3mm}
\\setlength{\\textheight}{240mm}\\setlength{\\topmargin}{-15mm}
\\setlength{\\parindent}{0pt}
\\setlength{\\parskip}{0.6em}
% A caption without a float, so that tables stay where they are spoken of.
\\makeatletter
\\newenvironment{hgtable}{\\par\\begin{minipage}{\\linewidth}\\def\\@captype{table}\\centering}{\\end{minipage}\\par\\medskip}
\\makeatother
\\sloppy
\\begin{document}
`;

/**
 * What a paper wants of the report, as a LaTeX document of its own: the tables that
 * {@link latexTables} gives one by one, the methods section with its references, the limits. Any
 * LaTeX since 2005 sets it; its only package is booktabs.
 */
export function latexReport(report: EvaluationReport): string {
  const { title, sections } = reportDocument(report);
  const parts = [`${PREAMBLE}\n{\\Large\\bfseries ${latexText(title)}\\par}`];
  for (const section of sections) {
    if (!section.paper) continue;
    if (section.title !== "") parts.push(`\\section*{${latexText(section.title)}}`);
    parts.push(...section.blocks.map(blockText));
  }
  return visibleLines(`${parts.join("\n\n")}\n\n\\end{document}\n`);
}

/** The tables of the report, each to be put into a document by \\input: it needs booktabs. */
export function latexTables(report: EvaluationReport): NamedTable[] {
  return tablesOf(report).map((table) => ({ name: table.id, text: latexTable(table) }));
}

/** A table to be put into a document by \input: it needs booktabs. */
export function latexTable(table: DocumentTable<string>): string {
  return `% ${asComment(table.caption)}\n${UNICODE_MACRO}\n${tabular(table)}\n`;
}

function tablesOf(report: EvaluationReport): DocumentTable<string>[] {
  return reportDocument(report)
    .sections.filter(({ paper }) => paper)
    .flatMap(({ blocks }) => blocks)
    .filter((block) => block.kind === "table");
}

function blockText(block: PlainBlock): string {
  switch (block.kind) {
    case "heading":
      return `\\subsection*{${latexText(block.text)}}`;
    case "paragraph":
      return block.strong === undefined
        ? latexText(block.text)
        : `\\textbf{${latexText(block.strong)}} ${latexText(block.text)}`;
    case "list": {
      const environment = block.ordered ? "enumerate" : "itemize";
      const items = block.items.map(({ strong, text }) => {
        const start = strong === "" ? "" : `\\textbf{${latexText(strong)}} `;
        return `\\item ${start}${latexText(text)}`;
      });
      return [`\\begin{${environment}}`, ...items, `\\end{${environment}}`].join("\n");
    }
    case "table": {
      const caption = block.caption === "" ? [] : [`\\caption{${latexText(block.caption)}}`];
      const label = block.caption === "" ? [] : [`\\label{tab:${block.id}}`];
      return ["\\begin{hgtable}", ...caption, ...label, tabular(block), "\\end{hgtable}"].join(
        "\n",
      );
    }
    case "code":
      return `\\texttt{${latexText(block.text)}}`;
    default:
      return block satisfies never;
  }
}

/** Columns that paper has no room for are left out. */
function tabular({ columns, rows, more }: DocumentTable<string>): string {
  const kept = columns.map(({ paper }, i) => (paper ? i : -1)).filter((i) => i >= 0);
  const shownColumns = kept.map((i) => columns[i]!);
  const shownRows = rows.map((cells) => kept.map((i) => cells[i] ?? ""));
  const isMany = kept.length >= MANY_COLUMNS;
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(" & ")} \\\\`;
  return [
    `{${isMany ? "\\footnotesize\\setlength{\\tabcolsep}{3pt}" : "\\small"}`,
    `\\begin{tabular}{@{}${alignment(shownColumns, shownRows).join("")}@{}}`,
    "\\toprule",
    line(shownColumns.map(({ name }) => name)),
    "\\midrule",
    ...shownRows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
    ...(more === null ? [] : [`\\par ${latexText(more)}`]),
    "}",
  ].join("\n");
}

/** Sentences share what other columns leave of the line. */
function alignment(columns: readonly DocumentColumn[], rows: readonly (readonly string[])[]) {
  const letters = columns.map(({ name, form }, i) =>
    form === "wide" ? 0 : Math.max(name.length, ...rows.map((cells) => cells[i]?.length ?? 0)),
  );
  const taken = letters.reduce((sum, count) => sum + count + 2, 0);
  const wide = columns.filter(({ form }) => form === "wide").length;
  const left = Math.min(0.9, Math.max(0.2, 1 - taken / LETTERS_A_LINE));
  const width = (left / Math.max(1, wide)).toFixed(2);
  return columns.map(({ form }) => {
    if (form === "wide") return `p{${width}\\linewidth}`;
    return form === "number" ? "r" : "l";
  });
}

/** One line, without what could end it. */
function asComment(text: string): string {
  return latexText(text).replace(/\s+/g, " ");
}
