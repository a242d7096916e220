import type { LabelSet } from "../../core/label-set.js";
import { isPackedMask } from "../../core/masks/label-mask.js";
import { shapesOfOutlines } from "../../core/masks/outlines.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { DETECTION_WIDTH } from "../../models/detections.js";
import type { ImagePrediction } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import { createLineReader } from "../record/lines.js";
import { type OutcomeLine, readOutcomeLine } from "../record/outcome-lines.js";
import { type Evidence, labelsCounted } from "./evidence.js";
import { type SequentialPredictions, unfit } from "./prediction-rows.js";

/** Longest line that is read, in bytes: some hundred thousand detections. */
const MOST_LINE_BYTES = 16_000_000;

/**
 * The predictions of `outcomes.ndjson` of a record: a line for each scored image, in their order. What
 * does not fit ends the reading, with `record/predictions`.
 *
 * @param file its name, for messages
 * @param labels that answers come in
 */
export function outcomeRows(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  evidence: Evidence,
  labels: LabelSet,
  request: EvaluateRequest,
): SequentialPredictions {
  const lines = createLineReader(pieces, MOST_LINE_BYTES);
  const place = (): string => `${file}, line ${lines.count}`;

  const next = async (): Promise<OutcomeLine | null> => {
    const bytes = await lines.next();
    if (lines.end === "too-long") throw unfit("the line is too long", place());
    if (bytes === null) return null;
    if (lines.end === "no-line-feed") {
      throw unfit("the last line has no line feed: it may be cut off", place());
    }
    const line = readOutcomeLine(bytes);
    if (typeof line === "string") throw unfit(line, place());
    return line;
  };

  return {
    labels,
    async answer(image) {
      const line = await next();
      if (line === null) throw unfit("it ends before the last scored image", `${file}, its end`);
      const truth = [...labelsCounted(line.truth, request)].sort();
      const from = evidence.labelStart[image]!;
      const to = evidence.labelStart[image + 1]!;
      const stated = [...evidence.labelIndex.subarray(from, to)].map((k) => evidence.labels[k]!);
      if (truth.join("\n") !== stated.sort().join("\n")) {
        throw unfit("its ground truth is not that of the manifest's line", place());
      }
      const prediction = predictionOf(line, labels, request);
      if (typeof prediction === "string") throw unfit(prediction, place());
      return prediction;
    },
    async finish() {
      if ((await next()) !== null) {
        throw unfit("there are more lines than scored images in the manifest", place());
      }
    },
  };
}

function predictionOf(
  { answer, confidence, scores, points, outlines, areas }: OutcomeLine,
  labels: LabelSet,
  { task }: EvaluateRequest,
): ImagePrediction | string {
  if (scores !== null) {
    const { prediction } = taskOf(task);
    const wanted = prediction === "one-score" ? 1 : labels.names.length;
    const fits =
      prediction === "objects"
        ? scores.length % DETECTION_WIDTH === 0 && labelsFit(scores, labels)
        : prediction === "mask"
          ? isPackedMask(scores, labels.names.length, DEFAULT_MAX_PIXELS)
          : scores.length === wanted;
    if (!fits) return `it has ${scores.length} scores, which do not fit the labels`;
    const own = Float64Array.from(scores);
    return {
      kind: "scores",
      scores: own,
      ...(points === undefined
        ? {}
        : { points: Float64Array.from(points, (one) => one ?? Number.NaN) }),
      ...(outlines === undefined
        ? {}
        : {
            outlines: {
              shapes: shapesOfOutlines(outlines),
              area: areas === undefined ? null : Float64Array.from(areas),
            },
          }),
    };
  }
  if (answer === null) return "it has neither an answer nor scores";
  const positions = answer.map((label) => labels.indexOf.get(label) ?? -1);
  if (positions.includes(-1)) return "it answers something that is no label";
  if (taskOf(task).truth === "labels") {
    const answered = new Float64Array(labels.names.length);
    for (const at of positions) answered[at] = 1;
    return { kind: "scores", scores: answered };
  }
  const [position] = positions;
  if (!predictionsOneLabel(taskOf(task)) || position === undefined || positions.length !== 1) {
    return `it answers ${answer.length} labels, which does not fit the task ${task}`;
  }
  return { kind: "label", position, confidence };
}

function labelsFit(scores: readonly number[], { names }: LabelSet): boolean {
  for (let at = 5; at < scores.length; at += DETECTION_WIDTH) {
    const label = scores[at]!;
    if (!Number.isInteger(label) || label < 0 || label >= names.length) return false;
  }
  return true;
}
