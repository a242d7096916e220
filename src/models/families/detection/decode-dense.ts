import { exp } from "../../../core/elementary.js";
import {
  type AnswerTable,
  answerTable,
  type DetectorAnswer,
  notANumber,
  wrong,
} from "./answer-values.js";
import { type FrameSize, toCorners } from "./box-corners.js";
import type { CandidateList } from "./candidates.js";
import type { DenseLayout, DetectionRule, Grid } from "./detector-types.js";
import { addPlace, placeScores } from "./place-scores.js";

/**
 * Candidates of an answer that has a box and a score of every class for each place, in pixels of
 * the frame. Class values of places whose objectness is below the threshold are not looked at, nor
 * are boxes of places without a candidate.
 *
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeDense(
  layout: DenseLayout,
  rule: DetectionRule,
  answer: DetectorAnswer,
  frame: FrameSize,
  into: CandidateList,
): void {
  const classes = answerTable(answer, layout.classes, layout.order);
  const boxes =
    layout.box.output === layout.classes.output
      ? classes
      : answerTable(answer, layout.box, layout.order);
  if (boxes.places !== classes.places) {
    throw wrong(boxes.place, `it has ${boxes.places} boxes for ${classes.places} scores`);
  }
  checkPlaces(layout, classes);
  const { activation, objectness, noObject } = layout;
  const { from, count } = layout.classes;
  const scores = placeScores({ activation, objectness, noObject, from, count }, rule, classes);
  const readBox = boxReader(layout, boxes, frame);
  for (let i = 0; i < classes.places; i++) {
    const passed = scores.open(i);
    if (passed > 0) addPlace(scores, passed, rule.candidates, readBox(i), into);
  }
}

function checkPlaces(layout: DenseLayout, { places, place }: AnswerTable): void {
  if (layout.boxes.kind !== "center-exp") return;
  const expected = layout.boxes.grids.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  if (places === expected) return;
  throw wrong(place, `it has ${places} places, and the grids of the card have ${expected}`);
}

/** Reads the box of a place as corners in the frame, into the same array again and again. */
function boxReader(
  { box, boxes }: DenseLayout,
  table: AnswerTable,
  frame: FrameSize,
): (i: number) => Float64Array {
  const { data, placeStep, valueStep, place } = table;
  const corners = new Float64Array(4);
  const raw = (i: number): void => {
    for (let side = 0; side < 4; side++) {
      corners[side] = data[i * placeStep + (box.from + side) * valueStep]!;
    }
  };
  const checked = (i: number): Float64Array => {
    for (const value of corners) if (!Number.isFinite(value)) throw notANumber(place, value, i);
    return corners;
  };
  if (boxes.kind === "plain") {
    return (i) => {
      raw(i);
      toCorners(corners, boxes.corners, boxes.unit, frame);
      return checked(i);
    };
  }
  const cells = createCells(boxes.grids);
  return (i) => {
    raw(i);
    const { x, y, stride } = cells(i);
    const [tx = 0, ty = 0, tw = 0, th = 0] = corners;
    corners[0] = (tx + x + boxes.cellOffset) * stride;
    corners[1] = (ty + y + boxes.cellOffset) * stride;
    corners[2] = exp(tw) * stride;
    corners[3] = exp(th) * stride;
    toCorners(corners, "cxcywh", "pixel", frame);
    return checked(i);
  };
}

/** Column, row and stride of the cell of a place. */
function createCells(grids: readonly Grid[]) {
  return (i: number): { readonly x: number; readonly y: number; readonly stride: number } => {
    let rest = i;
    for (const { stride, rows, columns } of grids) {
      if (rest < rows * columns) {
        return { x: rest % columns, y: Math.floor(rest / columns), stride };
      }
      rest -= rows * columns;
    }
    throw new Error(`place ${i} is outside the grids`); // checked against their sum
  };
}
