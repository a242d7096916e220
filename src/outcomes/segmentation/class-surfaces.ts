import { averageDistance, hausdorff95, surfaceDice, surfaceDistances } from "./surfaces.js";

/** How boundaries of one image are measured. */
export interface SurfaceRule {
  /** Of pixels down and across. */
  readonly spacing: readonly [row: number, column: number];
  readonly tolerances: readonly number[];
}

/** Distances of the boundaries of a class in one image. */
export interface ClassSurfaces {
  /** NaN where the class is nowhere, Infinity where it is in one of the two alone. */
  readonly hd95: number;
  readonly assd: number;
  /** For each tolerance; NaN where the class is nowhere. */
  readonly nsd: readonly number[];
}

/** Where a class lies in an image: the least box, right and bottom exclusive. */
interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Distances of the boundaries of each class. Only the least box around a class in both is looked at:
 * no nearest boundary lies outside it. Void pixels of the truth are taken out of both.
 *
 * @param truth class of each pixel; negative: void
 * @param predicted likewise; negative: nothing was answered
 * @param left class that is left out: the background
 */
export function classSurfaces(
  truth: Int16Array,
  predicted: Int16Array,
  widthPx: number,
  classCount: number,
  left: number,
  { spacing, tolerances }: SurfaceRule,
): readonly ClassSurfaces[] {
  const boxes: (Box | null)[] = new Array(classCount).fill(null);
  const extend = (label: number, x: number, y: number): void => {
    const box = boxes[label];
    if (box == null) {
      boxes[label] = { left: x, top: y, right: x + 1, bottom: y + 1 };
      return;
    }
    if (x < box.left) box.left = x;
    if (x >= box.right) box.right = x + 1;
    box.bottom = y + 1;
  };
  for (let i = 0, y = 0; i < truth.length; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      if (truth[i]! < 0) continue;
      if (truth[i] !== left) extend(truth[i]!, x, y);
      const answer = predicted[i]!;
      if (answer >= 0 && answer !== left && answer !== truth[i]) extend(answer, x, y);
    }
  }
  return boxes.map((box, label) => {
    if (box === null) {
      const nsd = tolerances.map(() => Number.NaN);
      return { hd95: Number.NaN, assd: Number.NaN, nsd };
    }
    const [own, answer] = cutOut(truth, predicted, widthPx, label, box);
    const sides = [box.bottom - box.top + 2, box.right - box.left + 2];
    const found = surfaceDistances(own, answer, sides, spacing);
    if (found === null) {
      const none = Number.POSITIVE_INFINITY;
      return { hd95: none, assd: none, nsd: tolerances.map(() => 0) };
    }
    return {
      hd95: hausdorff95(found),
      assd: averageDistance(found),
      nsd: tolerances.map((tolerance) => surfaceDice(found, tolerance)),
    };
  });
}

/** The class in truth and prediction, with a margin of a pixel, so that an edge is like a neighbour. */
function cutOut(
  truth: Int16Array,
  predicted: Int16Array,
  widthPx: number,
  label: number,
  { left, top, right, bottom }: Box,
): readonly [own: Uint8Array, answer: Uint8Array] {
  const width = right - left + 2;
  const own = new Uint8Array(width * (bottom - top + 2));
  const answer = new Uint8Array(own.length);
  for (let y = top; y < bottom; y++) {
    let to = (y - top + 1) * width + 1;
    for (let i = y * widthPx + left; i < y * widthPx + right; i++, to++) {
      if (truth[i]! < 0) continue;
      if (truth[i] === label) own[to] = 1;
      if (predicted[i] === label) answer[to] = 1;
    }
  }
  return [own, answer];
}
