import { exp } from "../../core/elementary.js";
import type { DetectionInput } from "../detection-types.js";
import type { KeypointColumns } from "./keypoint-columns.js";

/** What the reference adds to areas so that none is 0: `numpy.spacing(1)`. */
const SPACING = 2 ** -52;

/**
 * A function that gives the object keypoint similarity of detections and ground truth of one image,
 * given by rows of the input; row-major detections × truths.
 *
 * OKS = mean over annotated points of exp(−d² / (2·area·(2σ)²)). Where no point is annotated, d is how
 * far a point lies outside of the truth's box grown by its own size on each side, over all points.
 *
 * Source: cocoapi, `cocoeval.py`, `COCOeval.computeOks`.
 */
export function keypointComparer(
  { truth }: DetectionInput,
  { sigmas, truth: annotated, detections: found }: KeypointColumns,
): (detections: Int32Array, truths: Int32Array) => Float64Array {
  const points = sigmas.length;
  const spreads = sigmas.map((sigma) => (2 * sigma) ** 2);

  /** Of an object with each detection; the object is looked at once. */
  function compare(object: number, detections: Int32Array, add: (d: number, oks: number) => void) {
    const area = truth.area[object]! + SPACING;
    let known = 0;
    for (let k = 0; k < points; k++) if (annotated[(object * points + k) * 3 + 2]! > 0) known++;
    const [x = 0, y = 0, w = 0, h = 0] = truth.box.subarray(object * 4, object * 4 + 4);
    for (let d = 0; d < detections.length; d++) {
      let sum = 0;
      for (let k = 0; k < points; k++) {
        const at = (object * points + k) * 3;
        if (known > 0 && !(annotated[at + 2]! > 0)) continue;
        const px = found[(detections[d]! * points + k) * 2]!;
        const py = found[(detections[d]! * points + k) * 2 + 1]!;
        if (Number.isNaN(px + py)) continue; // a point that the model does not give is wherever it is wrong
        const dx = known > 0 ? px - annotated[at]! : beyond(px, x - w, x + 2 * w);
        const dy = known > 0 ? py - annotated[at + 1]! : beyond(py, y - h, y + 2 * h);
        sum += exp(-(dx * dx + dy * dy) / spreads[k]! / area / 2);
      }
      add(d, sum / (known > 0 ? known : points));
    }
  }

  return (detections, truths) => {
    const values = new Float64Array(detections.length * truths.length);
    for (let g = 0; g < truths.length; g++) {
      compare(truths[g]!, detections, (d, oks) => {
        values[d * truths.length + g] = oks;
      });
    }
    return values;
  };
}

/** How far a coordinate lies outside of a range. */
function beyond(value: number, low: number, high: number): number {
  return Math.max(0, low - value) + Math.max(0, value - high);
}
