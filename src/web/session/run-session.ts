import { firstLabelOf } from "../../analyses/label-changes/apply-changes.js";
import type { LabelChange } from "../../analyses/label-changes/label-changes.js";
import { poolConfidence } from "../../analyses/prediction-powered/pool-confidence.js";
import { wantsFeatures } from "../../analyses/wanted-features.js";
import { imagePaths } from "../../dataset/image-set.js";
import { readClaims } from "../../evaluation/claims.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { resultImports, unusedReadings } from "../../evaluation/result-imports.js";
import { resultModel } from "../../evaluation/result-model.js";
import { type EvaluateContext, evaluate } from "../../evaluation/run/evaluate.js";
import { knowImages } from "../../evaluation/run/know-images.js";
import { evaluateMasked, objectsToMask } from "../../evaluation/run/masked-evaluation.js";
import { createAnswerText, type TextPiece } from "../../evaluation/run/prediction-text.js";
import { canChangeLabels, withLabelChanges } from "../../evaluation/run/with-label-changes.js";
import type { FileAccess } from "../../formats/file-access.js";
import { labelsMadeNote } from "../../labelling/labels-made.js";
import { groundOf, runOf } from "../../session/compared-runs.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { createWebDigest } from "../digest.js";
import { answersName } from "./file-answers.js";
import { firstAnswer } from "./first-answer.js";
import { createItemMasks } from "./item-masks.js";
import { createKeptRows } from "./kept-rows.js";
import { tableOfFeatures } from "./own-features.js";
import { readBeside } from "./read-beside.js";
import { readingTold } from "./reading-told.js";
import type { RunInputs, SessionRunOptions } from "./run-types.js";
import type { SessionComparedRun } from "./session-compare.js";
import type { SessionOutcome } from "./session-gallery.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import { openOutputs } from "./session-outputs.js";
import { idOfModel } from "./session-race.js";
import { scoreImages } from "./session-scoring.js";
import type { ResultTold } from "./session-types.js";

/** What crosses to the page, and what stays for its gallery. */
export interface SessionRun {
  readonly told: ResultTold;
  readonly outcome: SessionOutcome;
  /** What others are compared with: by the labels as they came. */
  readonly compared: SessionComparedRun;
  /** The result with other changed labels beside the first ones: nothing is scored again. */
  relabel(changes: readonly LabelChange[]): Promise<ResultTold>;
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
  const { files, truth, asked } = inputs;
  const { access, listed } = files;
  const { request, prepared } = asked;
  const { images } = prepared;
  const { signal } = options;
  const { predictions: answers, objects, modelLabels } = truth;
  const model = answers === null ? inputs.model : null;

  const read = await readBeside(inputs);
  const given = {
    placed: truth.placed,
    prepared,
    objects,
    boxes: read.boxes,
    modelLabels,
    predictions: answers,
    card: model?.card ?? null,
  };
  const known = await knowImages(given, request, {
    access,
    createDigest: createWebDigest,
    signal,
    decoder: () => hostDecoder(host),
    onProgress: (_stage, done, total) => options.onProgress?.("reading", readingTold(done, total)),
  });
  const path = Array.from(images.found, (file) => listed[file]?.path ?? null);
  const { placed } = known;
  const masking =
    model === null
      ? null
      : await objectsToMask(read.boxes, placed, images, request, { access, signal });
  const hasFeatures = wantsFeatures(request);
  const ofTable =
    hasFeatures && inputs.features !== null
      ? await tableOfFeatures(files, inputs.features, images.file)
      : null;
  const pool = poolConfidence(request, {
    drawn: truth.truth.drawn,
    images,
    paths: imagePaths(listed),
    predictions: answers,
  });
  const imports = resultImports(truth.truth, answers);
  const context = {
    version: host.version,
    engine: null,
    model:
      model === null
        ? null
        : resultModel({
            card: model.card,
            sha256: model.model.sha256,
            isConfirmed: model.isConfirmed,
          }),
    signal,
    notes: unusedReadings(truth.reading, imports),
    earlier: options.earlier ?? null,
    imports,
    labelling: truth.made,
    ...known.context,
  } satisfies EvaluateContext;
  // A run that may be looked at took the images in a random order, and so its looks are valid.
  const looksIn = (order: Int32Array | null) =>
    request.anytime && order !== null ? { lookOrder: order } : {};
  /** The answer is there long before all that explains it. */
  const tellAnswer = async (from: PredictionSource, order: Int32Array | null): Promise<void> => {
    const hasChanges = (options.labelChanges ?? []).length > 0;
    if (options.onNews === undefined || hasChanges) return;
    // Without a claim the report of a detector begins with what it finds, which takes longer.
    if (objects !== null && readClaims(request, null).length === 0) return;
    const own = { ...context, ...looksIn(order), onlyHeadline: true } as const;
    const answer = firstAnswer(await evaluate(placed, prepared, from, request, own));
    options.onNews({ kind: "answer", answer });
  };
  const scored =
    model === null
      ? null
      : await scoreImages(model, inputs, path, host, {
          ...options,
          masking,
          wantsFeatures: hasFeatures && inputs.features === null,
          onScored: (from, order) => tellAnswer(known.ofModel(from), order),
        });
  const source = scored === null ? known.source : known.ofModel(scored.source);
  if (source === null) throw new Error("a run without a model and without answers");
  if (scored === null) await tellAnswer(source, null);

  const pieces: TextPiece[] = [];
  const kept = createKeptRows();
  const text = createAnswerText(given, request.task, known.detection?.frame.sizes);
  const engine = scored?.engine ?? null;
  const ofMasked = scored?.masked ?? null;
  const masked =
    masking === null || ofMasked === null
      ? null
      : await evaluateMasked(placed, prepared, masking, ofMasked, request, {
          ...{ version: host.version, engine, signal },
        });
  const whole: EvaluateContext = {
    ...context,
    engine,
    ...(masked === null ? {} : { masked }),
    ...(ofTable === null ? {} : { features: ofTable }),
    ...(scored?.features === undefined ? {} : { features: scored.features }),
    ...(pool === null ? {} : { pool }),
    ...(read.deployments === null ? {} : { deployments: read.deployments }),
    notes: [
      ...files.problems,
      ...(truth.made === undefined ? [] : [labelsMadeNote(truth.made)]),
      ...truth.notes,
      ...known.notes,
      ...(scored?.notes ?? []),
    ],
    ...looksIn(scored?.order ?? null),
    onAnalysis: (done, total) => options.onProgress?.("computing", readingTold(done, total)),
    onAnswer(image, answer) {
      if (objects === null && answer.kind === "scores") kept.add(image, answer.scores);
      pieces.push(text.next(image, answer));
    },
  };
  const evaluated = await evaluate(placed, prepared, source, request, whole);
  const evaluation = asked.isLate === true ? saidLate(evaluated) : evaluated;
  pieces.push(text.end());
  const predictions = { name: text.name, pieces };
  const outputs = await openOutputs(evaluation, inputs, predictions, host, options);
  const first = { evaluation, placed, prepared, source, request, context: whole };
  const canChange = canChangeLabels(request);
  const compared: SessionComparedRun = {
    ...runOf(evaluation, images, placed),
    id: model === null ? answersId(answers?.source ?? "", pieces) : idOfModel(model),
    name: model?.card.name ?? answersName(answers?.source ?? ""),
    sha256: model?.model.sha256 ?? null,
    made: truth.made ?? null,
    model,
    files: access,
    pathOf: (unit) => path[evaluation.image[unit]!] ?? null,
    ground: groundOf(placed, objects, request, asked.sample ?? null, createWebDigest),
    read: readerOf(access, path, evaluation.image),
  };
  const withChanges = async (changes: readonly LabelChange[]) =>
    canChange ? outputs(await withLabelChanges(first, changes), changes) : outputs(evaluation, []);
  return {
    told: await withChanges(options.labelChanges ?? []),
    compared,
    outcome: {
      evaluation,
      images,
      path,
      decoder: hostDecoder(host),
      scores: kept.of,
      labels: source.labels.names,
      masks:
        placed.truth.masks === undefined
          ? null
          : createItemMasks(prepared, placed.truth.masks, kept.of),
      read: (at) => access.read(at),
      newLabels: canChange ? placed.labels.filter((label) => !prepared.map.isIgnored(label)) : [],
      firstLabel: (image) => (canChange ? firstLabelOf(placed, images, image, request) : null),
    },
    async relabel(changes) {
      await scored?.reopen();
      return withChanges(changes);
    },
  };
}

/** Reads images of units, and holds on to nothing else of a run. */
function readerOf(
  access: Pick<FileAccess, "read">,
  path: readonly (string | null)[],
  image: Int32Array,
): SessionComparedRun["read"] {
  return async (unit) => {
    const at = path[image[unit]!] ?? null;
    return at === null ? null : access.read(at);
  };
}

/** Answers by their file and what they say: files of one name may hold those of two models. */
function answersId(source: string, pieces: readonly TextPiece[]): string {
  const digest = createWebDigest();
  const encoder = new TextEncoder();
  digest.update(encoder.encode(JSON.stringify(source)));
  for (const piece of pieces) {
    digest.update(typeof piece === "string" ? encoder.encode(piece) : piece);
  }
  return digest.hex();
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
