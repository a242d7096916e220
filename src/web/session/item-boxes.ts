import type { Evaluation } from "../../evaluation/evaluation.js";
import {
  type EvaluatedDetections,
  haveObjects,
} from "../../outcomes/detection/evaluated-detections.js";
import { countedErrors } from "../../tasks/detection/detection-facts.js";

/** A box on a picture, as fractions of its width and height. */
export interface ItemBox {
  readonly of: "truth" | "detection";
  readonly label: string;
  /** Of a detection; null of the truth. */
  readonly score: number | null;
  /** Whether something is wrong with it. */
  readonly wrong: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** So many boxes of an image are drawn, the surest first. */
const MOST_BOXES = 200;

/** Boxes of each image of the set: what is there, and what a detector found. None of other tasks. */
export function createItemBoxes({
  outcomes,
  answered,
}: Evaluation): (image: number) => readonly ItemBox[] {
  if (!haveObjects(outcomes)) return () => [];
  const { input, classes, rules } = outcomes;
  const { counting, anatomy } = countedErrors(outcomes);
  const unitOf = new Map(Array.from(answered, (image, unit) => [image, unit]));
  const truths = rowsByImage(counting.truths.source, input.truth.image);
  const detections = rowsByImage(counting.detections.source, input.detections.image);
  return (image) => {
    const unit = unitOf.get(image);
    const frame = unit === undefined ? null : frameOf(outcomes, rules.areas.length, unit);
    if (unit === undefined || frame === null) return [];
    const truth = (truths.get(unit) ?? []).map((row): ItemBox => {
      const source = counting.truths.source[row]!;
      return {
        of: "truth",
        label: classes[input.truth.label[source]!]!,
        score: null,
        wrong: anatomy.ofTruth[row]! >= 0,
        ...fractions(input.truth.box, source, frame),
      };
    });
    const answers = (detections.get(unit) ?? []).map((row): ItemBox => {
      const source = counting.detections.source[row]!;
      return {
        of: "detection",
        label: classes[input.detections.label[source]!]!,
        score: input.detections.score[source]!,
        wrong: anatomy.ofDetection[row]! >= 0,
        ...fractions(input.detections.box, source, frame),
      };
    });
    answers.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
    return [...truth, ...answers].slice(0, MOST_BOXES);
  };
}

function rowsByImage(source: Int32Array, image: Int32Array): ReadonlyMap<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < source.length; row++) {
    const at = image[source[row]!]!;
    const known = rows.get(at);
    if (known === undefined) rows.set(at, [row]);
    else known.push(row);
  }
  return rows;
}

/** Width and height of a picture in the units of its boxes; null where nothing says them. */
function frameOf(
  { input }: EvaluatedDetections,
  areas: number,
  unit: number,
): readonly [number, number] | null {
  const width = input.widthPx?.[unit] ?? Number.NaN;
  const height = input.heightPx?.[unit] ?? Number.NaN;
  if (width > 0 && height > 0) return [width, height];
  // Without sizes there are no figures by size, and boxes are fractions.
  return areas === 1 ? [1, 1] : null;
}

function fractions(box: Float64Array, row: number, [width, height]: readonly [number, number]) {
  return {
    x: box[4 * row]! / width,
    y: box[4 * row + 1]! / height,
    width: box[4 * row + 2]! / width,
    height: box[4 * row + 3]! / height,
  };
}
