import { pickIntegers, rowsByImage, rowsOfImage } from "../../core/picked-rows.js";
import { BOX_OUTCOMES, type BoxOutcome } from "../../outcomes/detection/anatomy.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import type { KeypointColumns } from "../../outcomes/detection/keypoint-columns.js";
import { saysHowSure } from "../../outcomes/detection/says-how-sure.js";
import { type BoxOutcomes, boxOutcomes, truthOutcome } from "./box-outcomes.js";

/** A box on a picture, as fractions of its width and height; what becomes of it at any least score. */
export type ItemBox = TruthBox | DetectionBox;

interface Box {
  /** Row of the objects, or of the detections, of the input. */
  readonly row: number;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Its points, as fractions too, null for one that is not given; absent where objects have none. */
  readonly points?: readonly (Readonly<Record<"x" | "y", number>> | null)[];
  /** Which of them a line joins; absent where nothing says so. */
  readonly lines?: readonly (readonly [from: number, to: number])[];
}

/** What is there. */
export interface TruthBox extends Box {
  readonly of: "truth";
  /** Score of the detection that finds it; −∞ for none. */
  readonly foundAt: number;
  /** Score of the surest detection that calls it something else; −∞ for none. */
  readonly confusedAt: number;
}

/** What a detector says. */
export interface DetectionBox extends Box {
  readonly of: "detection";
  readonly score: number;
  /** Whether the score says how sure it is. */
  readonly isScored: boolean;
  readonly outcome: Exclude<BoxOutcome, "missed">;
  /** Row of the object that it finds or is about; −1 for none. */
  readonly truthRow: number;
  /** Of a wrong kind: label of the object that it is of; else null. */
  readonly isOf: string | null;
}

export interface BoxesByImage {
  readonly all: BoxOutcomes;
  /** @param unit image of the predictions */
  of(unit: number): readonly ItemBox[];
}

/** So many boxes of an image are drawn, the surest first. */
const MOST_BOXES = 200;

/** Boxes of each image of the predictions, what is there first; none where nothing says how large an image is. */
export function boxesByImage(outcomes: EvaluatedDetections): BoxesByImage {
  const { input, classes } = outcomes;
  const all = boxOutcomes(outcomes);
  const imagesOf = (source: Int32Array, image: Int32Array) =>
    rowsByImage(pickIntegers(image, source), input.imageCount);
  const truths = imagesOf(all.truths.source, input.truth.image);
  const detections = imagesOf(all.detections.source, input.detections.image);
  const isScored = saysHowSure(input.detections);
  const labelOf = (row: number): string => classes[input.truth.label[row]!]!;
  const of = (unit: number): readonly ItemBox[] => {
    const frame = frameOf(outcomes, unit);
    if (frame === null) return [];
    const there = Array.from(rowsOfImage(truths, unit), (row): TruthBox => {
      const source = all.truths.source[row]!;
      return {
        of: "truth",
        row: source,
        label: labelOf(source),
        foundAt: all.truths.foundAt[row]!,
        confusedAt: all.truths.confusedAt[row]!,
        ...fractions(input.truth.box, source, frame),
        ...pointsOf(input.keypoints, "truth", source, frame),
      };
    });
    const said = [...rowsOfImage(detections, unit)].flatMap((row): DetectionBox[] => {
      const source = all.detections.source[row]!;
      const truth = all.detections.truth[row]!;
      const finds = all.detections.finds[row]!;
      const outcome = BOX_OUTCOMES[all.detections.outcome[row]!]!;
      if (outcome === "missed") return [];
      return [
        {
          of: "detection",
          row: source,
          label: classes[input.detections.label[source]!]!,
          score: all.detections.score[row]!,
          isScored,
          outcome,
          truthRow: finds < 0 ? truth : finds,
          isOf: truth < 0 ? null : labelOf(truth),
          ...fractions(input.detections.box, source, frame),
          ...pointsOf(input.keypoints, "detections", source, frame),
        },
      ];
    });
    said.sort((a, b) => b.score - a.score);
    return [...there, ...said].slice(0, MOST_BOXES);
  };
  return { all, of };
}

/**
 * Width and height of a picture in the units of its boxes; null where nothing says them. Figures by size are there
 * only where boxes are in pixels; without them boxes are fractions.
 */
export function frameOf(
  { input, rules }: EvaluatedDetections,
  unit: number,
): readonly [width: number, height: number] | null {
  const width = input.widthPx?.[unit] ?? Number.NaN;
  const height = input.heightPx?.[unit] ?? Number.NaN;
  if (width > 0 && height > 0) return [width, height];
  return rules.areas.length === 1 ? [1, 1] : null;
}

function pointsOf(
  keypoints: KeypointColumns | undefined,
  side: "truth" | "detections",
  row: number,
  [width, height]: readonly [number, number],
): Pick<Box, "points" | "lines"> {
  if (keypoints === undefined) return {};
  const { sigmas, joints } = keypoints;
  const values = keypoints[side];
  const step = side === "truth" ? 3 : 2;
  return {
    ...(joints === undefined ? {} : { lines: joints.skeleton }),
    points: Array.from(sigmas, (_, k) => {
      const at = (row * sigmas.length + k) * step;
      const [x, y] = [values[at]! / width, values[at + 1]! / height];
      const isGiven = side === "truth" ? values[at + 2]! > 0 : !Number.isNaN(x + y);
      return isGiven ? { x, y } : null;
    }),
  };
}

function fractions(box: Float64Array, row: number, [width, height]: readonly [number, number]) {
  return {
    x: box[4 * row]! / width,
    y: box[4 * row + 1]! / height,
    width: box[4 * row + 2]! / width,
    height: box[4 * row + 3]! / height,
  };
}

/** What becomes of a box where detections count from `threshold` on; null for what is not drawn. */
export function outcomeAt(box: ItemBox, threshold: number): BoxOutcome | null {
  if (box.of === "detection") return box.score >= threshold ? box.outcome : null;
  const outcome = truthOutcome(box.foundAt, box.confusedAt, threshold);
  return outcome === "missed" ? outcome : null;
}
