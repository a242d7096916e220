import { join } from "node:path";
import type { Evaluation } from "../../evaluation/evaluate.js";
import type { ImageSet } from "../../evaluation/image-set.js";
import { reportFacts } from "../../evaluation/report-facts.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import { evaluationReport } from "../../reports/evaluation-report.js";
import type { ModelFacts, NameFacts, ReportInput } from "../../reports/report-input.js";
import type { EvaluationResult } from "../../reports/result.js";
import { closingLines, plainSummary, terminalSummary } from "../../reports/terminal.js";
import { writeTextFile } from "../files/write-file.js";
import { renderReport } from "../reports/html-report.js";
import type { TerminalInfo } from "./command.js";
import { folderName, type ReadyModel } from "./evaluate-model.js";
import type { EvaluateOptions } from "./evaluate-request.js";

/** What the outputs are made from beside the evaluation itself. */
export interface OutputSources {
  readonly options: EvaluateOptions;
  readonly imagesPath: string;
  readonly truth: ImageTruth;
  readonly predictions: ImagePredictions | null;
  readonly ready: ReadyModel | null;
  readonly names: NameFacts;
  readonly images: ImageSet;
  readonly seconds: number;
  readonly command: readonly string[];
  readonly terminal: TerminalInfo;
}

/** Writes result.json and report.html, and says what a terminal shows. */
export async function writeEvaluation(
  evaluation: Evaluation,
  sources: OutputSources,
): Promise<{ readonly result: EvaluationResult; readonly text: string }> {
  const { options, terminal } = sources;
  const paths = {
    report: join(options.out, "report.html"),
    result: join(options.out, "result.json"),
  };
  const result: EvaluationResult = {
    ...evaluation.result,
    files: {
      predictions: join(options.out, "predictions.csv"),
      outcomes: null,
      report: paths.report,
    },
  };
  const input = reportInput({ ...evaluation, result }, sources);
  await writeTextFile(paths.result, `${JSON.stringify(result, null, 1)}\n`);
  await writeTextFile(paths.report, renderReport(input));

  const report = evaluationReport(input);
  if (options.quiet) return { result, text: `${report.headline}\n${paths.report}` };
  if (!terminal.interactive) return { result, text: plainSummary(report, paths) };
  const look = { ...terminal, width: Math.max(60, Math.min(80, terminal.columns)) };
  const closing = closingLines(
    {
      next: [{ command: `open ${paths.report}` }],
      folder: `${options.out.replace(/\/+$/, "")}/`,
      files: ["report.html", "result.json", "predictions.csv"],
      seconds: sources.seconds,
      engine: result.software.engine,
    },
    look,
  );
  return { result, text: `${terminalSummary(report, look)}\n\n${closing}` };
}

function reportInput(evaluation: Evaluation, sources: OutputSources): ReportInput {
  const { options, imagesPath, truth, predictions, ready } = sources;
  const { cluster } = options;
  return {
    result: evaluation.result,
    extras: {
      place: folderName(imagesPath),
      ...(cluster === undefined ? {} : { clusterName: cluster }),
      command: sources.command,
      question: { fixedAt: null, source: options.tolerance === undefined ? "default" : "given" },
      ...(ready === null ? {} : { model: modelFacts(ready) }),
      imports: [
        importFacts("labels", truth),
        ...(predictions === null ? [] : [importFacts("predictions", predictions)]),
      ],
      names: sources.names,
      ...reportFacts(evaluation, sources.images),
    },
  };
}

function importFacts(role: "labels" | "predictions", read: ImageTruth | ImagePredictions) {
  const { source, format, rowCount, roles, problems } = read;
  return { role, source, format, rows: rowCount, roles, problems };
}

function modelFacts({ model, card }: ReadyModel): ModelFacts {
  const lines: { name: string; value: string }[] = [];
  const { training } = card;
  for (const [key, name] of [
    ["data", "Trained on"],
    ["images", "Training images"],
    ["how", "Trained how"],
  ] as const) {
    const value = training?.[key];
    if (typeof value === "string" || typeof value === "number")
      lines.push({ name, value: String(value) });
  }
  const expected = card.raw["expectedToGeneralise"];
  if (typeof expected === "string") lines.push({ name: "Said to work for", value: expected });
  return { source: model.name, sizeBytes: model.sizeBytes, card: lines };
}
