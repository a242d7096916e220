import { type FrameSize, toCorners } from "./box-corners.js";
import type { BoxCoding, BoxCorners, BoxUnit } from "./detector-types.js";
import { type DetectorPrediction, placeTable, valuesOf, wrong } from "./prediction-values.js";

/** Boxes that offsets are relative to. Both arrays may be the same ones again and again. */
export interface PriorBoxes {
  /** Centre, width and height of that of a place, in pixels of the frame. */
  centred(i: number): ArrayLike<number> & Iterable<number>;
  /** Of x, y, width and height; missing ones are 1. */
  variances(i: number): ArrayLike<number> & Iterable<number>;
}

/**
 * The priors that the model or the card gives, one a place. An output of them may be N × 4, or as Caffe's
 * PriorBox has it: a row of all boxes, then a row of all variances.
 *
 * @param places how many there must be
 * @returns null where they are anchors of cells
 * @throws HomegroundError `model/wrong-outputs`
 */
export function givenPriors(
  coding: BoxCoding,
  outputs: DetectorPrediction,
  places: number,
  frame: FrameSize,
): PriorBoxes | null {
  if (coding.kind !== "prior-offsets" || coding.priors.from === "cells") return null;
  const { priors, variances } = coding;
  const stated = variances ?? [];
  if (priors.from === "card") {
    const { boxes } = priors;
    if (boxes.length !== places) throw otherCount(outputs, "priors", boxes.length, places);
    return priorBoxes(
      (i, side) => boxes[i]?.[side] ?? Number.NaN,
      priors,
      frame,
      () => stated,
    );
  }
  const { output } = priors;
  const tensor = outputs.tensors.get(output);
  const rows = tensor?.shape.at(-2);
  if (tensor !== undefined && rows === 2 && tensor.data.length === places * 8) {
    const data = valuesOf(tensor, places * 8);
    const own = (i: number) => data.subarray((places + i) * 4, (places + i + 1) * 4);
    const at = (i: number, side: number): number => data[i * 4 + side]!;
    return priorBoxes(at, priors, frame, variances === null ? own : () => stated);
  }
  // Priors are the same for all images, so that a batch may have them once.
  const batch = tensor?.shape.at(0) === 1 ? 1 : outputs.batch;
  const span = { output, from: 0, count: 4, width: 4 };
  const table = placeTable({ ...outputs, batch }, span);
  if (table.places !== places) throw otherCount(outputs, output, table.places, places);
  const { data, placeStep, valueStep } = table;
  const at = (i: number, side: number): number => data[i * placeStep + side * valueStep]!;
  return priorBoxes(at, priors, frame, () => stated);
}

function priorBoxes(
  at: (i: number, side: number) => number,
  { corners, unit }: BoxUnit & { readonly corners: BoxCorners },
  frame: FrameSize,
  variances: PriorBoxes["variances"],
): PriorBoxes {
  const box = new Float64Array(4);
  return {
    variances,
    centred(i) {
      for (let side = 0; side < 4; side++) box[side] = at(i, side);
      toCorners(box, corners, unit, frame);
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
      box[0] = (x1 + x2) / 2;
      box[1] = (y1 + y2) / 2;
      box[2] = x2 - x1;
      box[3] = y2 - y1;
      return box;
    },
  };
}

function otherCount({ model }: DetectorPrediction, output: string, priors: number, places: number) {
  return wrong({ model, output }, `there are ${priors} priors for ${places} boxes`);
}
