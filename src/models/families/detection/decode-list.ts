import { addBox, type FrameSize, toCorners } from "./box-corners.js";
import type { CandidateList } from "./candidates.js";
import type { DetectionRule, LabelNumbers, ListLayout } from "./detector-types.js";
import {
  type DetectorPrediction,
  notANumber,
  type PlaceTable,
  placeTable,
  predictionNumber,
  probability,
  wrong,
} from "./prediction-values.js";

/**
 * Candidates of a prediction that is a list of boxes, each with a label and a score, in pixels of the
 * frame. Rows beyond the model's own count are not looked at; rows of zeros fill lists of a fixed
 * length and are no candidates, nor are rows of the background.
 *
 * @param labels number of the card's labels
 * @param frame what fractions are of
 * @throws HomegroundError `model/wrong-outputs` when a candidate has a label that is none,
 *   `model/nan-scores`
 */
export function decodeList(
  layout: ListLayout,
  rule: DetectionRule,
  labels: number,
  prediction: DetectorPrediction,
  frame: FrameSize,
  into: CandidateList,
): void {
  const boxes = placeTable(prediction, layout.box);
  const scores = sameOr(boxes, layout.box.output, layout.score, prediction);
  const names = sameOr(boxes, layout.box.output, layout.label, prediction);
  const places = placesOf(layout, prediction, [boxes, scores, names]);
  const labelOf = labelReader(layout.labelNumbers, labels);
  const { scoreThreshold } = rule;
  const isInclusive = rule.scoreComparison === "greater-or-equal";
  const box = new Float64Array(4);
  for (let i = 0; i < places; i++) {
    const raw = at(scores, i, layout.score.from);
    if (raw < scoreThreshold) continue;
    const score = probability(raw, scores.place, i);
    if (!(score > scoreThreshold || (isInclusive && score === scoreThreshold))) continue;
    for (let side = 0; side < 4; side++) box[side] = at(boxes, i, layout.box.from + side);
    if (score === 0 && box.every((value) => value === 0)) continue;
    const label = at(names, i, layout.label.from);
    if (label === layout.background) continue;
    const index = labelOf(label);
    if (index === null) {
      const known = shownNumbers(layout.labelNumbers, labels);
      throw wrong(names.place, `place ${i} has the label ${label}, and the card has ${known}`);
    }
    toCorners(box, layout.corners, layout.unit.unit, frame);
    for (const value of box) if (!Number.isFinite(value)) throw notANumber(boxes.place, value, i);
    addBox(into, box, score, index, i);
  }
}

/** Which of the card's labels a number of the model is; null for none. */
function labelReader(numbers: LabelNumbers, labels: number): (number: number) => number | null {
  if ("each" in numbers) {
    const known = new Map(numbers.each.map((number, index) => [number, index]));
    return (number) => known.get(number) ?? null;
  }
  return (number) => {
    const index = number - numbers.first;
    return Number.isInteger(index) && index >= 0 && index < labels ? index : null;
  };
}

function shownNumbers(numbers: LabelNumbers, labels: number): string {
  if ("first" in numbers) return `${numbers.first} to ${numbers.first + labels - 1}`;
  const more = numbers.each.length > 8 ? ", …" : "";
  return `${numbers.each.slice(0, 8).join(", ")}${more}`;
}

function sameOr(
  boxes: PlaceTable,
  output: string,
  span: ListLayout["score"],
  prediction: DetectorPrediction,
): PlaceTable {
  return span.output === output && boxes.width > span.from ? boxes : placeTable(prediction, span);
}

function placesOf(
  layout: ListLayout,
  prediction: DetectorPrediction,
  tables: readonly PlaceTable[],
): number {
  const places = tables[0]?.places ?? 0;
  for (const table of tables) {
    if (table.places === places) continue;
    throw wrong(table.place, `it has ${table.places} places for ${places} boxes`);
  }
  if (layout.count === null) return places;
  const count = predictionNumber(prediction, layout.count);
  if (count <= places) return count;
  const place = { model: prediction.model, output: layout.count };
  throw wrong(place, `it says that there are ${count} boxes, and there are ${places}`);
}

function at({ data, placeStep, valueStep }: PlaceTable, i: number, value: number): number {
  return data[i * placeStep + value * valueStep]!;
}
