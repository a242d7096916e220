import type { Cancellation } from "../core/cancellation.js";
import type { LabelSet } from "../core/label-set.js";
import type { ImageSet } from "../dataset/image-set.js";
import type { TruthOnFiles } from "../dataset/prepare.js";
import type { TruthMap } from "../dataset/truth-map.js";
import type { Evaluation } from "../evaluation/evaluation.js";
import { plainRequest } from "../evaluation/plain-request.js";
import { evaluate } from "../evaluation/run/evaluate.js";
import type { Alteration } from "../images/corruptions/alter.js";
import { haveObjects } from "../outcomes/detection/evaluated-detections.js";
import type { ScoreLog } from "../scoring/score-log.js";
import type { DetectionJoin } from "../tasks/detection/detection-join.js";
import { outlinesOf } from "../tasks/found-outlines.js";
import type { ImagePrediction, PredictionSource } from "../tasks/predictions.js";
import { taskOf } from "../tasks/registry.js";
import { backToImage, maskBackToImage, movedJoin, movedMasks } from "./moved-truth.js";

/** A model with its evaluation by the pictures as they are, and what makes the same one of other answers. */
export interface StressedRun {
  readonly name: string;
  readonly engine: string;
  readonly evaluation: Evaluation;
  readonly images: ImageSet;
  readonly placed: TruthOnFiles;
  readonly map: TruthMap;
  readonly modelLabels: LabelSet;
  /** Null for tasks of whole images. */
  readonly detection: DetectionJoin | null;
  /** Answers of the model as the task takes them. */
  readonly ofModel: (source: PredictionSource) => PredictionSource;
}

/** What a model said of pictures that were altered in one way. */
export interface AlteredAnswers {
  readonly alteration: Alteration;
  readonly log: Pick<ScoreLog, "read">;
  /** What was said of pictures as they are. */
  readonly clean: Pick<ScoreLog, "read">;
  /** SHA-256 of the bytes of each image. */
  readonly hashOf: ReadonlyMap<string, string | null>;
  /** Images that are left out of all conditions. */
  readonly left: ReadonlySet<string>;
}

const LEFT: ImagePrediction = {
  kind: "none",
  code: "stress/no-answer",
  what: "not every look at it has an answer",
};

/** The same evaluation as that of the pictures as they are, by the answers to altered ones; objects where they went. */
export async function alteredEvaluation(
  run: StressedRun,
  { alteration, log, clean: plain, hashOf, left }: AlteredAnswers,
  io: { readonly version: string; readonly signal: Cancellation },
): Promise<{ readonly evaluation: Evaluation; readonly images: readonly string[] }> {
  const { evaluation: clean, placed, map, modelLabels, detection, images, ofModel } = run;
  const hashes = images.file.map((file) => hashOf.get(file) ?? null);
  const areMasks = taskOf(clean.outcomes.kind).prediction === "mask";
  const threshold = haveObjects(clean.outcomes) ? clean.outcomes.threshold : null;
  const moved =
    detection === null ? null : movedJoin({ ...detection, threshold }, alteration, hashes);
  const source: PredictionSource = {
    labels: modelLabels,
    async answer(image) {
      const hash = hashes[image] ?? null;
      if (hash === null || left.has(images.file[image]!)) return LEFT;
      const record = await log.read(hash);
      if (record?.ok !== true) return LEFT;
      if (areMasks) {
        const size = await plain.read(hash);
        if (size?.ok !== true) return LEFT;
        return { kind: "scores", scores: maskBackToImage(record.scores, size) };
      }
      if (detection === null) return { kind: "scores", scores: record.scores };
      const { outlines, ...own } = backToImage(record, detection.frame.sizes, image);
      return { kind: "scores", ...own, ...outlinesOf(outlines) };
    },
  };
  const prepared = { images, map };
  const { masks } = placed.truth;
  const hashOfRow = new Map(Array.from(images.row, (row, i) => [row, hashes[i] ?? null]));
  const known =
    masks === undefined
      ? placed
      : {
          ...placed,
          truth: {
            ...placed.truth,
            masks: movedMasks(masks, alteration, (row) => hashOfRow.get(row) ?? null),
          },
        };
  const evaluation = await evaluate(known, prepared, ofModel(source), plainRequest(clean.request), {
    version: io.version,
    engine: run.engine,
    model: null,
    signal: io.signal,
    notes: [],
    gapAttributes: null,
    onlyHeadline: true,
    ...(moved === null ? {} : { detection: moved }),
  });
  return {
    evaluation,
    images: Array.from(evaluation.image, (image) => images.file[image]!),
  };
}
