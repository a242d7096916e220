import type { Cancellation } from "../../core/cancellation.js";
import { createLabelSet } from "../../core/label-set.js";
import type { Table } from "../../core/table.js";
import { nameFacts, rowsOfImages } from "../../evaluation/answer-rows.js";
import type { AnswerSource } from "../../evaluation/answers.js";
import { DRAW_STREAM, drawFrom } from "../../evaluation/attributes/draw.js";
import { withReadAttributes } from "../../evaluation/attributes/read-attributes.js";
import { gapAttributesOf } from "../../evaluation/claim-record/gap-attributes.js";
import { sharedImages } from "../../evaluation/claim-record/shared-images.js";
import { prepareDetection } from "../../evaluation/detection/prepare-detection.js";
import { type Evaluation, evaluate } from "../../evaluation/evaluate.js";
import { fileAnswers } from "../../evaluation/file-answers.js";
import { importCsv, importRows } from "../../evaluation/inspect-import.js";
import { withPictures } from "../../evaluation/mistakes/mistake-pictures.js";
import {
  createDetectionText,
  createPredictionText,
  type PredictionText,
} from "../../evaluation/prediction-text.js";
import { reportFacts } from "../../evaluation/report-facts.js";
import { modelFacts, reportInput } from "../../evaluation/report-sources.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { resultImports } from "../../evaluation/result-imports.js";
import { runModel } from "../../evaluation/run-model.js";
import { scoresKey } from "../../evaluation/scores-key.js";
import { whyNoLiveAnswer } from "../../evaluation/session/live-answer.js";
import { createTimeLeft } from "../../evaluation/session/time-left.js";
import type { ImagePredictions } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import { formatOf } from "../../images/image-format.js";
import { createLazyScorer } from "../../models/scoring/lazy-scorer.js";
import { evaluationReport } from "../../reports/evaluation-report.js";
import type { ResultListed } from "../../reports/result.js";
import { chooseQuestion } from "../../transfer/question.js";
import { createWebDigest } from "../digest.js";
import { createWebJpegEncoder } from "../images/jpeg-encoder.js";
import { openPageScorer } from "../inference/open-scorer.js";
import { PAGE_ENGINE } from "../inference/page-engine.js";
import { sha256Hex } from "../inference/sha256.js";
import { createKeptRows } from "./kept-rows.js";
import { readingTold } from "./reading-told.js";
import type { RunGate } from "./run-gate.js";
import { createRunNews, type RunNews } from "./run-news.js";
import type { SessionOutcome } from "./session-gallery.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type {
  DroppedFiles,
  SessionAsked,
  SessionModel,
  SessionNames,
  SessionTruth,
} from "./session-state.js";
import type { ResultTold, RunTold } from "./session-types.js";

export interface SessionRunOptions {
  /** Ends the run; what was scored is kept. */
  readonly signal: Cancellation;
  /** `reading`: headers and attributes; `scoring`: the model. */
  readonly onProgress?: (stage: "reading" | "scoring", told: RunTold) => void;
  readonly workers?: number;
  /** What was scored just now, problems, and a look at the figure where looking is allowed. */
  readonly onNews?: (news: RunNews) => void;
  /** Holds scoring up while it is pending, and tells since when. */
  readonly gate?: RunGate;
}

/** Everything that was decided before the run. */
export interface RunInputs {
  readonly files: DroppedFiles;
  readonly truth: SessionTruth;
  readonly asked: SessionAsked;
  readonly model: SessionModel | null;
  readonly names: SessionNames | null;
}

/**
 * Scores the images, computes every figure and makes the files to save: the same code in the same
 * order as `homeground evaluate`, and so the same numbers.
 *
 * @throws HomegroundError `run/interrupted`, and as `runModel` and `evaluate`
 */
export async function runSession(
  inputs: RunInputs,
  host: SessionHost,
  options: SessionRunOptions,
): Promise<SessionRun> {
  const { files, truth, asked, model } = inputs;
  const { access, listed } = files;
  const { request, prepared } = asked;
  const { images } = prepared;
  const { signal } = options;
  const decoder = () => hostDecoder(host);
  const reading = (done: number, total: number): void =>
    options.onProgress?.("reading", readingTold(done, total));

  const known = await withReadAttributes(truth.placed, images, {
    ...{ access, predictions: truth.answers, seed: request.seed, signal, decoder },
    wanted: request.cluster === null ? request.slices : [...request.slices, request.cluster],
    onProgress: reading,
  });
  const path = Array.from(images.found, (file) => listed[file]?.path ?? null);
  const { claimRecords } = request;
  const sharedWithClaims = claimRecords.every((record) => record.images === null)
    ? new Map<string, Uint8Array>()
    : await sharedImages(claimRecords, path, {
        ...{ access, createDigest: createWebDigest, signal, onProgress: reading },
      });
  const gapAttributes: Table | null =
    claimRecords.length === 0 || request.slices.length > 0
      ? null
      : await gapAttributesOf(claimRecords, known.placed, images, {
          ...{ access, decoder, seed: request.seed, signal, onProgress: reading },
        });
  const rowOf = truth.answers === null ? null : rowsOfImages(truth.answers, images);
  const detection =
    truth.objects === null
      ? null
      : await prepareDetection(
          {
            ...{ prepared, files: listed, access, modelLabels: truth.modelLabels },
            card: model?.card ?? null,
            threshold: request.threshold,
            placed: {
              ...known.placed,
              truth: { ...known.placed.truth, regions: truth.objects.regions },
            },
            predictions:
              rowOf === null || !isDetections(truth.answers)
                ? null
                : { read: truth.answers, rowOf },
          },
          { signal, onSizes: reading },
        );
  const notes: ResultListed[] = [
    ...[...files.problems, ...truth.notes, ...known.notes],
    ...(detection?.notes ?? []),
  ];
  const answers = await answersOf(
    inputs,
    { detection: detection?.source ?? null, rowOf, path },
    host,
    options,
  );
  notes.push(...answers.notes);

  const pieces: string[] = [];
  const kept = createKeptRows();
  const text = predictionText(inputs);
  const evaluated = await evaluate(known.placed, prepared, answers.source, request, {
    version: host.version,
    engine: answers.engine,
    model:
      model === null || truth.answers !== null
        ? null
        : { name: model.card.name, sha256: model.model.sha256, labels: model.card.labels },
    ...{ signal, notes, sharedWithClaims, gapAttributes },
    // A run that may be looked at took the images in a random order, and so its looks are valid.
    ...(request.anytime && truth.answers === null
      ? { lookOrder: scoringOrder(images, request) }
      : {}),
    imports: resultImports(truth.truth, truth.answers),
    onAnswer(image, answer) {
      if (detection === null && answer.kind === "scores") kept.add(image, answer.scores);
      pieces.push(text.next(image, answer));
    },
    ...(detection === null ? {} : { detection: detection.join }),
  });
  const evaluation = asked.isLate === true ? saidLate(evaluated) : evaluated;
  pieces.push(text.end());
  return {
    told: await told(evaluation, inputs, { name: text.name, pieces }, host, options),
    outcome: {
      ...{ evaluation, images, path, decoder: decoder() },
      ...{ scores: kept.of, labels: answers.source.labels.names },
      read: (at) => access.read(at),
    },
  };
}

/** What crosses to the page, and what stays for its gallery. */
export interface SessionRun {
  readonly told: ResultTold;
  readonly outcome: SessionOutcome;
}

/** Verdicts at a limit that was changed after a result was seen say so. */
function saidLate(evaluation: Evaluation): Evaluation {
  const { result } = evaluation;
  const verdicts = result.verdicts.map((verdict) => ({
    ...verdict,
    warnings: [...verdict.warnings, "verdict/looked-after"],
  }));
  return { ...evaluation, result: { ...result, verdicts } };
}

function isDetections(
  answers: ImagePredictions | ObjectPredictions | null,
): answers is ObjectPredictions {
  return answers !== null && "labelNames" in answers;
}

function predictionText({ truth, asked }: RunInputs): PredictionText {
  const { images } = asked.prepared;
  if (truth.objects !== null) return createDetectionText(truth.modelLabels, images, truth.truth);
  const { answers } = truth;
  const areSure =
    answers !== null && !isDetections(answers) && answers.predictedScore !== undefined;
  const labels = asked.request.task === "anomaly" ? createLabelSet(["score"]) : truth.modelLabels;
  return createPredictionText(labels, images, areSure);
}

interface Answers {
  readonly source: AnswerSource;
  readonly notes: readonly ResultListed[];
  /** Null for answers from a file. */
  readonly engine: string | null;
}

interface AnswersWanted {
  readonly detection: AnswerSource | null;
  readonly rowOf: Int32Array | null;
  /** File of each image; null where there is none. */
  readonly path: readonly (string | null)[];
}

async function answersOf(
  inputs: RunInputs,
  { detection, rowOf, path }: AnswersWanted,
  host: SessionHost,
  options: SessionRunOptions,
): Promise<Answers> {
  const { truth, asked, model, files } = inputs;
  const { images } = asked.prepared;
  if (detection !== null) return { source: detection, notes: [], engine: null };
  if (truth.answers !== null && rowOf !== null && !isDetections(truth.answers)) {
    const answers = fileAnswers(truth.answers, images, rowOf, asked.request.task);
    return { ...answers, engine: null };
  }
  if (model === null) throw new Error("a run without a model and without answers");
  // The engine's name is part of the key, and known before it is loaded: it is built in.
  const key = { sha256: model.model.sha256, card: model.card, engine: PAGE_ENGINE };
  const log = await host.openLog(scoresKey(key, createWebDigest));
  const facts = { engine: PAGE_ENGINE, areProbabilities: model.card.task !== "anomaly" };
  const scorer = createLazyScorer(facts, () =>
    openPageScorer({
      ...{ model: model.model, card: model.card, files: files.access, signal: options.signal },
      ...{ programs: host.programs, startWorker: host.startScorer },
      ...(options.workers === undefined ? {} : { workers: options.workers }),
    }),
  );
  const { gate } = options;
  const meter = createMeter(() => host.now() - (gate?.pausedMs() ?? 0));
  const order = scoringOrder(images, asked.request);
  const news = createRunNews({
    ...{ truth, asked, order, noLook: noLookOf(asked, truth), now: host.now },
    readFile: async (image) => files.access.read(path[image]!),
    decoder: hostDecoder(host),
    ...{ signal: options.signal, tell: options.onNews ?? (() => {}) },
  });
  try {
    const onDisk = images.file.map((file, i) => ({ file, path: path[i]! }));
    const run = await runModel(onDisk, truth.modelLabels, {
      ...{ scorer, log, signal: options.signal, order, onImage: news.onImage },
      ...(gate === undefined ? {} : { gate: gate.open }),
      async identify(at) {
        const bytes = await files.access.read(at);
        return { sha256: await sha256Hex(bytes), format: formatOf(bytes) };
      },
      onProgress: (progress) => options.onProgress?.("scoring", meter(progress)),
    });
    return { source: run.source, notes: run.notes, engine: PAGE_ENGINE };
  } finally {
    await scorer.close();
  }
}

/** The order in which images are scored: random, the same for the same images and seed. */
function scoringOrder({ file }: { readonly file: readonly string[] }, { seed }: EvaluateRequest) {
  return drawFrom(file.length, file.length, seed, DRAW_STREAM.scoringOrder);
}

function noLookOf({ request, prepared }: SessionAsked, { placed }: SessionTruth) {
  const { attributes } = placed.truth;
  const hasClusters =
    chooseQuestion(attributes, prepared.images.row, request.cluster).clusters !== null;
  return whyNoLiveAnswer(request, hasClusters);
}

/** How long a rate looks back. */
const RATE_MS = 20_000;

/** Rate and time left of a run, from how far it was and when. */
function createMeter(now: () => number) {
  const timeLeft = createTimeLeft();
  const seen: { at: number; scored: number }[] = [];
  return ({ done, total, known }: { done: number; total: number; known: number }): RunTold => {
    const at = now();
    const scored = done - known;
    seen.push({ at, scored });
    while (seen.length > 2 && seen[0]!.at < at - RATE_MS) seen.shift();
    const first = seen[0]!;
    const seconds = (at - first.at) / 1000;
    const rate = scored >= 3 && seconds > 0 ? (scored - first.scored) / seconds : null;
    const time = timeLeft.update(at, scored, total - done);
    return { done, total, known, rate, time };
  };
}

/** The result with everything that can be saved. */
async function told(
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
