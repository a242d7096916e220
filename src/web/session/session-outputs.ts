import { furtherQuestions } from "../../analyses/further-questions.js";
import { importCsv, importRows } from "../../analyses/inspect/inspect-import.js";
import {
  formatLabelChanges,
  LABEL_CHANGES_FILE,
  type LabelChange,
} from "../../analyses/label-changes/label-changes.js";
import {
  formatMendedLabels,
  MENDED_LABELS_FILE,
} from "../../analyses/label-changes/mended-labels.js";
import {
  bytesBeside,
  imagesOfMatched,
  namePictures,
} from "../../analyses/matched-names/name-pictures.js";
import { MOST_PICTURE_BYTES, withPictures } from "../../analyses/mistakes/mistake-pictures.js";
import { evaluationReport } from "../../analyses/report.js";
import { eachThumbnail, leastPictures } from "../../analyses/scope/least-pictures.js";
import type { Surface } from "../../core/sentence.js";
import { visibleJson } from "../../core/visible-text.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { nameFacts } from "../../evaluation/prediction-rows.js";
import type { TextPiece } from "../../evaluation/run/prediction-text.js";
import { reportFacts } from "../../evaluation/run/report-facts.js";
import { modelFacts, reportInput } from "../../evaluation/run/report-sources.js";
import { featureValue } from "../../models/card/feature-value.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import type { RunInputs, SessionRunOptions } from "./run-types.js";
import { savedFile } from "./saved-file.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { DroppedFiles } from "./session-state.js";
import type { ResultTold } from "./session-types.js";

/** The result with everything that can be saved, and the changed labels that it tells of. */
export type Outputs = (evaluation: Evaluation, changes: readonly LabelChange[]) => ResultTold;

/**
 * What makes the files of an evaluation: the pictures of its mistakes are made once, and serve however
 * its labels are changed.
 */
export async function openOutputs(
  evaluation: Evaluation,
  { files, truth, asked, model, names, features, command }: RunInputs,
  predictions: { readonly name: string; readonly pieces: readonly TextPiece[] },
  host: SessionHost,
  { signal }: SessionRunOptions,
): Promise<Outputs> {
  const { images } = asked.prepared;
  const { mistakes, ...facts } = reportFacts(evaluation, images);
  const pictures = {
    async read(image) {
      const file = files.listed[images.found[image]!];
      return file === undefined ? null : files.access.read(file.path);
    },
    decoder: hostDecoder(host),
    encoder: createWebJpegEncoder((file) => host.programs.codecs[file]),
    signal,
  } satisfies Parameters<typeof withPictures>[1];
  const named = names === null ? [] : imagesOfMatched(names.map, truth.placed, images);
  const examples = await namePictures(named, pictures);
  const least = await leastPictures(evaluation.result.scope, images.file, pictures);
  const left = bytesBeside([...examples, ...eachThumbnail(least)], MOST_PICTURE_BYTES);
  const shown =
    mistakes === undefined ? {} : { mistakes: await withPictures(mistakes, pictures, left) };
  const problems = [...truth.truth.problems, ...(truth.predictions?.problems ?? [])];
  const madeAt = host.time();
  const reportFile = await host.loadReportFile();
  return (own, changes) => {
    const told = command(changes.length > 0);
    const result = {
      ...own.result,
      files: { predictions: predictions.name, outcomes: null, report: "report.html" },
    };
    const input = (surface: Surface) =>
      reportInput(
        { ...own, result },
        { ...facts, ...shown, ...(least.length === 0 ? {} : { least }) },
        {
          surface,
          place: placeOf(files),
          where: asked.request.where.map(({ column, value }) => `${column}=${value}`),
          ...(told === null ? {} : { command: told.words }),
          madeAt,
          fixedAt: asked.fixedAt,
          model:
            model === null || truth.predictions !== null
              ? null
              : modelFacts(model.model.name, model.model.sizeBytes, model.card),
          truth: truth.truth,
          predictions: truth.predictions,
          names:
            names === null
              ? null
              : {
                  ...nameFacts(names.map, names.source),
                  ...(examples.length === 0 ? {} : { examples }),
                },
        },
      );
    const report = evaluationReport(input("app"));
    return {
      result,
      report,
      further: furtherQuestions(asked.request, report.sections, {
        hasModel: truth.predictions === null,
        hasFeatures:
          truth.predictions === null &&
          features === null &&
          model !== null &&
          featureValue(model) !== null,
        isDrawn: truth.truth.drawn !== undefined,
      }),
      files: [
        savedFile("report.html", "text/html", reportFile(evaluationReport(input("command")))),
        savedFile(
          "result.json",
          "application/json",
          `${visibleJson(JSON.stringify(result, null, 1))}\n`,
        ),
        savedFile(
          predictions.name,
          predictions.name.endsWith(".json") ? "application/json" : "text/csv",
          ...predictions.pieces,
        ),
        savedFile("import.csv", "text/csv", importCsv(importRows(result.inputs, problems))),
        ...(told?.labelMap == null
          ? []
          : [savedFile("label-map.json", "application/json", told.labelMap)]),
        ...(changes.length === 0
          ? []
          : [
              savedFile(LABEL_CHANGES_FILE, "text/csv", formatLabelChanges(changes)),
              savedFile(MENDED_LABELS_FILE, "text/csv", formatMendedLabels(truth.placed, changes)),
            ]),
      ],
    };
  };
}

/** The one folder that everything is in, for sentences; null where there is none. */
function placeOf({ listed }: DroppedFiles): string | null {
  const tops = new Set(listed.map(({ path }) => path.split("/", 1)[0]!));
  const [only] = tops;
  return tops.size === 1 && only !== undefined && listed.length > 1 ? only : null;
}
