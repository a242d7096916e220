import { sigmoidOf } from "../../../core/activations.js";
import { exp } from "../../../core/elementary.js";
import { cornersOfCentre, type FrameSize, toCorners } from "./box-corners.js";
import type { Anchor, BoxCoding, CellOffset, OutputSpan } from "./detector-types.js";
import type { PlaceSection } from "./place-tables.js";
import { notANumber, type PlaceTable } from "./prediction-values.js";
import type { PriorBoxes } from "./prior-boxes.js";

/** Reads the box of a place as corners in the frame, into the same array again and again. */
export type BoxReader = (i: number) => Float64Array;

/**
 * @param span the values of a box among those of a place
 * @param frame what fractions are of
 * @param priors boxes that offsets are relative to, where the model or the card has them
 * @throws HomegroundError from the reader: `model/nan-scores`
 */
export function boxReader(
  boxes: BoxCoding,
  section: PlaceSection,
  span: OutputSpan,
  frame: FrameSize,
  priors: PriorBoxes | null,
): BoxReader {
  const table = section.box;
  const at = (i: number, value: number): number =>
    table.data[i * table.placeStep + (span.from + value) * table.valueStep]!;
  const box = new Float64Array(4);
  const read = (decode: (i: number) => void): BoxReader => {
    return (i) => {
      decode(i);
      for (const value of box) if (!Number.isFinite(value)) throw notANumber(table.place, value, i);
      return box;
    };
  };
  const centred = (x: number, y: number, width: number, height: number): void => {
    box[0] = x;
    box[1] = y;
    box[2] = width;
    box[3] = height;
    cornersOfCentre(box);
  };
  /** Sides by their distances from the centre of a cell: left, top, right, bottom. */
  const fromCentre = (
    offset: CellOffset,
    isInStrides: boolean,
    distance: (i: number, side: number) => number,
  ): BoxReader => {
    const { x, y, stride } = cellReader(section);
    const middle = offsetPx(offset, stride);
    const unit = isInStrides ? stride : 1;
    return read((i) => {
      const [cx, cy] = [x(i) * stride + middle, y(i) * stride + middle];
      box[0] = cx - unit * distance(i, 0);
      box[1] = cy - unit * distance(i, 1);
      box[2] = cx + unit * distance(i, 2);
      box[3] = cy + unit * distance(i, 3);
    });
  };
  switch (boxes.kind) {
    case "plain":
      return read((i) => {
        for (let side = 0; side < 4; side++) box[side] = at(i, side);
        toCorners(box, boxes.corners, boxes.unit, frame);
      });
    case "center-exp": {
      const { x, y, stride } = cellReader(section);
      return read((i) => {
        centred(
          (at(i, 0) + x(i) + boxes.cellOffset) * stride,
          (at(i, 1) + y(i) + boxes.cellOffset) * stride,
          exp(at(i, 2)) * stride,
          exp(at(i, 3)) * stride,
        );
      });
    }
    case "anchor-sigmoid": {
      const { x, y, stride, anchor } = cellReader(section);
      const squash = boxes.isActivated ? (value: number) => value : sigmoidOf;
      return read((i) => {
        const [width, height] = anchor(i);
        const [w, h] = [2 * squash(at(i, 2)), 2 * squash(at(i, 3))];
        centred(
          (2 * squash(at(i, 0)) - 0.5 + x(i)) * stride,
          (2 * squash(at(i, 1)) - 0.5 + y(i)) * stride,
          w * w * width,
          h * h * height,
        );
      });
    }
    case "anchor-exp": {
      const { x, y, stride, anchor } = cellReader(section);
      return read((i) => {
        const [width, height] = anchor(i);
        centred(
          (sigmoidOf(at(i, 0)) + x(i)) * stride,
          (sigmoidOf(at(i, 1)) + y(i)) * stride,
          exp(at(i, 2)) * width,
          exp(at(i, 3)) * height,
        );
      });
    }
    case "distance-ltrb":
      return fromCentre(boxes.cellOffset, boxes.unit === "stride", at);
    case "distribution-ltrb": {
      const bins = boxes.regMax + 1;
      return fromCentre(boxes.cellOffset, true, (i, side) =>
        expectedBin(table, i, span.from + side * bins, bins),
      );
    }
    case "prior-offsets": {
      const prior = priors ?? cellPriors(section, boxes);
      const [dx, dy, dw, dh] = boxes.isHeightFirst ? HEIGHT_FIRST : WIDTH_FIRST;
      return read((i) => {
        const [cx = 0, cy = 0, width = 0, height = 0] = prior.centred(i);
        const [vx = 1, vy = 1, vw = 1, vh = 1] = prior.variances(i);
        centred(
          cx + at(i, dx) * vx * width,
          cy + at(i, dy) * vy * height,
          exp(at(i, dw) * vw) * width,
          exp(at(i, dh) * vh) * height,
        );
      });
    }
  }
}

/** Where x, y, width and height are among offsets. */
const WIDTH_FIRST = [0, 1, 2, 3] as const;
const HEIGHT_FIRST = [1, 0, 3, 2] as const;

/** Where the cell of a place is, and which anchor it has. */
function cellReader({ grid, anchors }: PlaceSection) {
  const columns = grid?.columns ?? 1;
  const each = Math.max(1, anchors.length);
  const cell = each === 1 ? (i: number) => i : (i: number) => Math.floor(i / each);
  return {
    stride: grid?.stride ?? 1,
    x: (i: number): number => cell(i) % columns,
    y: (i: number): number => Math.floor(cell(i) / columns),
    anchor: (i: number): Anchor => anchors[i % each] ?? [1, 1],
  };
}

function offsetPx(offset: CellOffset, stride: number): number {
  if (offset === "stride/2") return stride / 2;
  return offset === "(stride-1)/2" ? (stride - 1) / 2 : offset;
}

/** Anchors around the centres of cells. */
function cellPriors(
  section: PlaceSection,
  { priors, variances }: Extract<BoxCoding, { kind: "prior-offsets" }>,
): PriorBoxes {
  const { x, y, stride, anchor } = cellReader(section);
  const middle = offsetPx(priors.from === "cells" ? priors.cellOffset : 0, stride);
  const centred = new Float64Array(4);
  return {
    variances: () => variances ?? [],
    centred(i) {
      [centred[2], centred[3]] = anchor(i);
      centred[0] = x(i) * stride + middle;
      centred[1] = y(i) * stride + middle;
      return centred;
    },
  };
}

/** Expectation of the distribution over 0 … bins − 1 that a softmax makes of the values of a side. */
function expectedBin(
  { data, placeStep, valueStep, place }: PlaceTable,
  i: number,
  first: number,
  bins: number,
): number {
  const from = i * placeStep + first * valueStep;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0, at = from; k < bins; k++, at += valueStep) {
    if (data[at]! > greatest) greatest = data[at]!;
  }
  let total = 0;
  let moment = 0;
  for (let k = 0, at = from; k < bins; k++, at += valueStep) {
    const weight = exp(data[at]! - greatest);
    total += weight;
    moment += k * weight;
  }
  const expected = moment / total;
  if (!Number.isFinite(expected)) throw notANumber(place, data[from]!, i);
  return expected;
}
