import { exp } from "../../../core/elementary.js";
import {
  type AnswerTable,
  answerTable,
  type DetectorAnswer,
  notANumber,
  wrong,
} from "./answer-values.js";
import type { CandidateList } from "./candidates.js";
import type { DetectionRule, DistributionLayout } from "./detector-types.js";
import { addPlace, placeScores } from "./place-scores.js";

/**
 * Candidates of an answer whose boxes are distributions of the distances from a cell's centre to
 * the four sides (left, top, right, bottom), in pixels of the frame: softmax over the regMax + 1
 * bins of a side, expectation over 0 … regMax, times the stride. The form is that of generalised
 * focal loss (Li et al., NeurIPS 2020); the definition here is the card's.
 *
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeDistribution(
  layout: DistributionLayout,
  rule: DetectionRule,
  answer: DetectorAnswer,
  into: CandidateList,
): void {
  const bins = layout.regMax + 1;
  const { classes: count, activation, cellOffsetPx } = layout;
  const columns = { activation, from: 0, count, objectness: null, noObject: null };
  for (const { stride, rows, columns: across, classes, boxes } of layout.levels) {
    const scoreTable = answerTable(answer, { output: classes, from: 0, count, width: count });
    const sides = { output: boxes, from: 0, count: 4 * bins, width: 4 * bins };
    const boxTable = answerTable(answer, sides);
    for (const table of [scoreTable, boxTable]) checkPlaces(table, rows * across);
    const scores = placeScores(columns, rule, scoreTable);
    const middle = cellOffsetPx === "middle" ? (stride - 1) / 2 : cellOffsetPx;
    const box = new Float64Array(4);
    const readBox = (i: number): Float64Array => {
      const x = (i % across) * stride + middle;
      const y = Math.floor(i / across) * stride + middle;
      box[0] = x - stride * distance(boxTable, i, 0, bins);
      box[1] = y - stride * distance(boxTable, i, 1, bins);
      box[2] = x + stride * distance(boxTable, i, 2, bins);
      box[3] = y + stride * distance(boxTable, i, 3, bins);
      return box;
    };
    for (let i = 0; i < scoreTable.places; i++) {
      const passed = scores.open(i);
      if (passed > 0) addPlace(scores, passed, rule.candidates, readBox(i), into);
    }
  }
}

function checkPlaces({ places, place }: AnswerTable, expected: number): void {
  if (places === expected) return;
  throw wrong(place, `it has ${places} places, and the grid of the card has ${expected}`);
}

/** Expected distance to a side, in strides. */
function distance({ data, width, place }: AnswerTable, i: number, side: number, bins: number) {
  const from = i * width + side * bins;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < bins; k++) if (data[from + k]! > greatest) greatest = data[from + k]!;
  let total = 0;
  let moment = 0;
  for (let k = 0; k < bins; k++) {
    const weight = exp(data[from + k]! - greatest);
    total += weight;
    moment += k * weight;
  }
  const expected = moment / total;
  if (!Number.isFinite(expected)) throw notANumber(place, data[from]!, i);
  return expected;
}
