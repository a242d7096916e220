import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { csvTables } from "../../analyses/report.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { objectTable, outcomeTable } from "../../evaluation/outcome-table.js";
import { formatParquet } from "../../formats/parquet/parquet-write.js";
import { assumedFields } from "../../models/card/card-guesses.js";
import type { EvaluationReport } from "../../reports/evaluation-report.js";
import { latexReport, latexTables } from "../../reports/latex.js";
import { markdownReport } from "../../reports/markdown.js";
import type { ReportInput } from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";
import { taskOfName } from "../../tasks/registry.js";
import { notWritten, writePieces, writeTextFile } from "../files/write-file.js";
import type { ReadyModel } from "./evaluate-model.js";

/** Names of what an evaluation writes into its folder (docs/outputs.md), beside its predictions. */
export const OUTPUT_FILES = {
  report: "report.html",
  result: "result.json",
  markdown: "report.md",
  latex: "report.tex",
  outcomes: "outcomes.parquet",
  objects: "objects.parquet",
  imports: "import.csv",
  tables: "tables",
  guessedCard: "guessed-card.json",
  guessedClassifier: "guessed-classifier-card.json",
} as const;

/** Names of the files and folders of a result, the most wanted first. */
export function keptFiles({ files, model, task }: EvaluationResult): string[] {
  const { report, result, markdown, latex, outcomes, objects, imports, tables, guessedCard } =
    OUTPUT_FILES;
  const predictions = files.predictions === null ? [] : [basename(files.predictions)];
  return [
    report,
    result,
    ...predictions,
    outcomes,
    ...(hasObjectTable(task) ? [objects] : []),
    markdown,
    latex,
    imports,
    `${tables}/`,
    ...(model?.guessed === undefined ? [] : [guessedCard]),
  ];
}

/** Whether a task has a table of objects beside that of its outcomes. */
export function hasObjectTable(task: string): boolean {
  return taskOfName(task)?.objectTable !== undefined;
}

/**
 * Writes outcomes.parquet, and objects.parquet of a task that has one; that of an earlier run is removed.
 *
 * @returns path of the first
 * @throws HomegroundError `output/not-written`
 */
export async function writeOutcomes(
  out: string,
  evaluation: Evaluation,
  images: ImageSet,
  scoredBytes: readonly (string | null)[] | null,
): Promise<string> {
  const path = join(out, OUTPUT_FILES.outcomes);
  await writePieces(path, formatParquet(outcomeTable(evaluation, images, scoredBytes)));
  const objects = objectTable(evaluation, images, scoredBytes);
  const beside = join(out, OUTPUT_FILES.objects);
  if (objects === null) await rm(beside, { force: true });
  else await writePieces(beside, formatParquet(objects));
  return path;
}

/**
 * Writes what was guessed of the models' cards, to be corrected and given as cards; one of an earlier
 * run that is none any more is removed.
 *
 * @throws HomegroundError `output/not-written`
 */
export async function writeGuessedCards(out: string, ready: ReadyModel | null): Promise<void> {
  for (const [name, card] of [
    [OUTPUT_FILES.guessedCard, ready?.card],
    [OUTPUT_FILES.guessedClassifier, ready?.second?.card],
  ] as const) {
    const path = join(out, name);
    if (card === undefined || assumedFields(card.guesses).length === 0) {
      await rm(path, { force: true });
    } else await writeTextFile(path, `${JSON.stringify(card.raw, null, 1)}\n`);
  }
}

/**
 * Writes report.md, report.tex and the folder of tables. Tables of an earlier run that this one has
 * not are removed.
 *
 * @throws HomegroundError `output/not-written`
 */
export async function writeDocuments(
  out: string,
  input: ReportInput,
  report: EvaluationReport,
): Promise<void> {
  await writeTextFile(join(out, OUTPUT_FILES.markdown), markdownReport(report));
  await writeTextFile(join(out, OUTPUT_FILES.latex), latexReport(report));
  const folder = join(out, OUTPUT_FILES.tables);
  const texts = new Map<string, string>();
  for (const { name, text } of csvTables(input)) texts.set(`${name}.csv`, text);
  for (const { name, text } of latexTables(report)) texts.set(`${name}.tex`, text);
  for (const name of await oldTables(folder)) {
    if (!texts.has(name)) await rm(join(folder, name), { force: true });
  }
  for (const [name, text] of texts) await writeTextFile(join(folder, name), text);
}

async function oldTables(folder: string): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return (await readdir(folder)).filter((name) => /\.(csv|tex)$/.test(name));
  } catch (cause) {
    throw notWritten(folder, cause);
  }
}
