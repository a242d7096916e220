import { basename, join } from "node:path";
import { importCsv, importRows } from "../../analyses/inspect/inspect-import.js";
import type { NamedImage } from "../../analyses/matched-names/name-pictures.js";
import { evaluationReport } from "../../analyses/report.js";
import { visibleJson } from "../../core/visible-text.js";
import type { ImageSet } from "../../dataset/image-set.js";
import { reportFacts } from "../../evaluation/run/report-facts.js";
import { modelFacts, reportInput } from "../../evaluation/run/report-sources.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import type { EvaluationReport } from "../../reports/evaluation-report.js";
import type { ModelFacts, NameFacts, PairPicture } from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";
import { writeTextFile } from "../files/write-file.js";
import { renderReportPage } from "../reports/html-report.js";
import type { CommandIo } from "./command.js";
import { forgetEarlierResult } from "./earlier-result.js";
import {
  OUTPUT_FILES,
  writeDocuments,
  writeGuessedCards,
  writeOutcomes,
} from "./evaluate-files.js";
import { folderName, type ReadyModel } from "./evaluate-model.js";
import { withoutFraction } from "./evaluate-opening.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import type { RankedEvaluation } from "./evaluate-taxonomy.js";
import { reportPictures } from "./mistake-pictures.js";
import type { OpenedImages } from "./open-places.js";

/** What the outputs are made from beside the evaluation itself. */
export interface OutputSources {
  readonly options: EvaluateOptions;
  readonly imagesPath: string;
  readonly truth: ImageTruth;
  readonly predictions: ImagePredictions | ObjectPredictions | null;
  /** Where the answers were written. */
  readonly predictionsPath: string;
  readonly ready: ReadyModel | null;
  /** How labels met the model's; null for the anomaly task, which has no names to meet. */
  readonly names: NameFacts | null;
  /** Images of labels that are called otherwise than the model's. */
  readonly named: readonly NamedImage[];
  /** Pairs of images that were taken for copies. */
  readonly pairs: readonly PairPicture[];
  readonly images: ImageSet;
  /** Files of the images, for pictures of mistakes. */
  readonly opened: OpenedImages;
  readonly command: readonly string[];
  /** When claims and their limits were fixed: before the first answer. */
  readonly fixedAt: Date;
  /**
   * SHA-256 of the bytes that each image's answer is to, in the order of `images`; null for an image that
   * could not be read, and as a whole where answers came from a file.
   */
  readonly scoredBytes: readonly (string | null)[] | null;
}

/** An evaluation and the files that hold it. */
export interface WrittenEvaluation {
  readonly result: EvaluationResult;
  readonly report: EvaluationReport;
  readonly paths: { readonly report: string; readonly result: string; readonly imports: string };
}

/** Writes every file of docs/outputs.md but the predictions. @throws HomegroundError `output/not-written` */
export async function writeEvaluation(
  evaluation: RankedEvaluation,
  sources: OutputSources,
  io: Pick<CommandIo, "signal" | "clock">,
): Promise<WrittenEvaluation> {
  const { options } = sources;
  const paths = {
    report: join(options.out, OUTPUT_FILES.report),
    result: join(options.out, OUTPUT_FILES.result),
    imports: join(options.out, OUTPUT_FILES.imports),
  };
  const { images, scoredBytes } = sources;
  const outcomes = await writeOutcomes(options.out, evaluation, images, scoredBytes);
  const result: EvaluationResult = {
    ...evaluation.result,
    files: {
      predictions: sources.predictionsPath,
      outcomes,
      report: paths.report,
    },
  };
  const { mistakes, ...facts } = reportFacts(evaluation, sources.images);
  const isShown = options.pictures !== false;
  const pictures = await reportPictures(
    { named: sources.named, mistakes, scope: result.scope },
    sources,
    isShown,
    io,
  );
  const { names: examples, ...shown } = pictures;
  const { names } = sources;
  const input = reportInput(
    { ...evaluation, result },
    { ...facts, ...shown, pairs: sources.pairs },
    {
      ...sources,
      names: names === null || examples.length === 0 ? names : { ...names, examples },
      surface: "command",
      place: folderName(sources.imagesPath),
      where: options.where,
      madeAt: withoutFraction(io.clock()),
      fixedAt: withoutFraction(sources.fixedAt),
      model: sources.ready === null ? null : factsOf(sources.ready),
    },
  );
  const report = evaluationReport(input);
  await writeTextFile(paths.report, renderReportPage(report));
  const problems = [...sources.truth.problems, ...(sources.predictions?.problems ?? [])];
  await writeTextFile(paths.imports, importCsv(importRows(result.inputs, problems)));
  await writeDocuments(options.out, input, report);
  await writeGuessedCards(options.out, sources.ready);
  // Last, so that whoever finds it finds everything.
  await writeTextFile(paths.result, `${visibleJson(JSON.stringify(result, null, 1))}\n`);
  await forgetEarlierResult(options.out);
  return { result, report, paths };
}

/** A report is passed on: it names the model's file, not the folders of the machine it lies on. */
function factsOf({ model, card, source, endpoint }: ReadyModel): ModelFacts {
  const sizeBytes = endpoint === undefined ? model.sizeBytes : null;
  return modelFacts(source ?? basename(model.name), sizeBytes, card);
}
