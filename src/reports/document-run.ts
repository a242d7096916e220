import { column, heading, list, paragraph, table } from "./document-blocks.js";
import type { DocumentBlock, DocumentItem, DocumentSection } from "./document-types.js";
import type { EvaluationReport } from "./evaluation-report.js";
import type { ImportView, ListedGroup } from "./inputs-view.js";
import { grouped } from "./numbers.js";
import type { WarningView } from "./warnings-view.js";
import { carriedBy, DOCUMENT, HEADS, moreRows } from "./words/document.js";
import { HOW, LEFT_OUT } from "./words/page.js";

/** Files that were left out, notes on the others, and how files of labels and answers were read. */
export function listedSection({ listed, imports }: EvaluationReport): DocumentSection {
  return {
    title: DOCUMENT.listed,
    paper: false,
    blocks: [
      ...paragraph(listed.sum),
      ...groupTable("listed", "", listed.groups),
      ...paragraph(listed.ignored),
      ...groupTable("notes", DOCUMENT.scoredNotes, listed.notes),
      ...imports.flatMap(importBlocks),
    ],
  };
}

function groupTable(id: string, caption: string, groups: readonly ListedGroup[]): DocumentBlock[] {
  return table(
    id,
    caption,
    [
      column(HEADS.why),
      column(HEADS.count, "number"),
      column(HEADS.files, "wide"),
      column(HEADS.fix, "wide"),
    ],
    groups.map(({ title, count, files, more, fix }) => {
      const named = files.map(({ file, what }) => (what === "" ? file : `${file}: ${what}`));
      if (more > 0) named.push(moreRows(grouped(more), "tables/listed.csv"));
      return [title, grouped(count), named.join("; "), fix];
    }),
  );
}

function importBlocks(one: ImportView): DocumentBlock[] {
  const problems = one.problems.map(({ what, where }) => `${what} (${where})`);
  if (one.moreProblems > 0) problems.push(moreRows(grouped(one.moreProblems), "import.csv"));
  return [
    heading(LEFT_OUT.read({ role: one.role, source: one.source })),
    ...paragraph(`${one.summary}.`),
    ...list(one.roles.map(({ role, column: name }) => ({ strong: `${role}:`, text: name }))),
    ...list(problems),
  ];
}

/** What it does not tell. */
export function limitsSection({ limits, otherWarnings }: EvaluationReport): DocumentSection {
  return {
    title: DOCUMENT.limits,
    paper: true,
    blocks: [
      ...list(limits),
      ...(otherWarnings.length === 0
        ? []
        : [heading(DOCUMENT.warnings), ...list(otherWarnings.map(warningItem))]),
    ],
  };
}

/** How it was computed, and what was computed with. */
export function runSections(report: EvaluationReport): DocumentSection[] {
  return [
    {
      title: HOW.title,
      paper: true,
      blocks: [
        ...report.answers.flatMap(({ difference, headline }) =>
          difference === null
            ? []
            : [
                heading(report.answers.length === 1 ? HOW.verdict : headline),
                ...paragraph(difference.reading),
              ],
        ),
        heading(HOW.methods),
        ...report.methods.split("\n\n").flatMap((text) => paragraph(text)),
        ...(report.references.length === 0
          ? []
          : [heading(HOW.references), ...list(report.references)]),
      ],
    },
    {
      title: DOCUMENT.parameters,
      paper: true,
      blocks: table(
        "run",
        "",
        [column(HEADS.fact), column(HEADS.value, "wide")],
        report.how.map(({ name, value }) => [name, value]),
      ),
    },
    {
      title: HOW.again,
      paper: false,
      blocks: report.command === null ? [] : [{ kind: "code", text: report.command }],
    },
  ];
}

function warningItem({ title, text, todo, on, moreOn }: WarningView): DocumentItem {
  const carriers =
    on.length === 0 ? "" : ` ${carriedBy(on, moreOn === 0 ? null : grouped(moreOn))}`;
  return { strong: `${title}.`, text: `${text} ${todo}${carriers}` };
}
