import { nameFacts } from "../../evaluation/answer-rows.js";
import type { Evaluation } from "../../evaluation/evaluate.js";
import { importCsv, importRows } from "../../evaluation/inspect-import.js";
import { withPictures } from "../../evaluation/mistakes/mistake-pictures.js";
import { reportFacts } from "../../evaluation/report-facts.js";
import { modelFacts, reportInput } from "../../evaluation/report-sources.js";
import { evaluationReport } from "../../reports/evaluation-report.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import type { RunInputs, SessionRunOptions } from "./run-types.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { DroppedFiles } from "./session-state.js";
import type { ResultTold } from "./session-types.js";

/** The result with everything that can be saved. */
export async function resultTold(
  evaluation: Evaluation,
  { files, truth, asked, model, names }: RunInputs,
  predictions: { readonly name: string; readonly pieces: string[] },
  host: SessionHost,
  { signal }: SessionRunOptions,
): Promise<ResultTold> {
  const { images } = asked.prepared;
  const result = {
    ...evaluation.result,
    files: { predictions: predictions.name, outcomes: null, report: "report.html" },
  };
  const facts = reportFacts(evaluation, images);
  const mistakes = await withPictures(facts.mistakes, {
    async read(image) {
      const file = files.listed[images.found[image]!];
      return file === undefined ? null : files.access.read(file.path);
    },
    decoder: hostDecoder(host),
    encoder: createWebJpegEncoder((file) => host.programs.codecs[file]),
    signal,
  });
  const report = evaluationReport(
    reportInput(
      { ...evaluation, result },
      { ...facts, mistakes },
      {
        ...{ place: placeName(files), where: [], command: [], madeAt: host.time() },
        ...{ fixedAt: asked.fixedAt, isToleranceGiven: asked.request.tolerance !== null },
        model:
          model === null || truth.answers !== null
            ? null
            : modelFacts(model.model.name, model.model.sizeBytes, model.card),
        truth: truth.truth,
        predictions: truth.answers,
        names: names === null ? null : nameFacts(names.map, names.source),
      },
    ),
  );
  const problems = [...truth.truth.problems, ...(truth.answers?.problems ?? [])];
  const saved = (name: string, type: string, ...parts: string[]) => ({
    ...{ name, type },
    blob: new Blob(parts, { type }),
  });
  return {
    result,
    report,
    files: [
      saved("report.html", "text/html", host.reportFile(report)),
      saved("result.json", "application/json", `${JSON.stringify(result, null, 1)}\n`),
      saved(
        predictions.name,
        predictions.name.endsWith(".json") ? "application/json" : "text/csv",
        ...predictions.pieces,
      ),
      saved("import.csv", "text/csv", importCsv(importRows(result.inputs, problems))),
    ],
  };
}

/** Name of the one folder that everything is in, for sentences. */
function placeName({ listed }: DroppedFiles): string {
  const tops = new Set(listed.map(({ path }) => path.split("/", 1)[0]!));
  const [only] = tops;
  return tops.size === 1 && only !== undefined && listed.length > 1 ? only : "these images";
}
