import type { FrameGeometry } from "../../../images/fit.js";

/** Where the pixels of a picture lie on a map of its frame: along one axis. */
function positions(
  imagePx: number,
  resizedPx: number,
  offsetPx: number,
  framePx: number,
  mapPx: number,
): Float64Array {
  const inFrame = mapPx / framePx;
  return Float64Array.from(
    { length: imagePx },
    (_, i) => (offsetPx + (i + 0.5) * (resizedPx / imagePx)) * inFrame,
  );
}

/** Where the pixels of a picture lie on a map of its frame. */
export function axesOf(
  geometry: FrameGeometry,
  { width, height }: { readonly width: number; readonly height: number },
) {
  return {
    x: positions(
      geometry.imageWidthPx,
      geometry.resizedWidthPx,
      geometry.leftPx,
      geometry.frameWidthPx,
      width,
    ),
    y: positions(
      geometry.imageHeightPx,
      geometry.resizedHeightPx,
      geometry.topPx,
      geometry.frameHeightPx,
      height,
    ),
  };
}

/** Two neighbours of each position and the weight of the second. */
export function neighbours(at: Float64Array, size: number) {
  const lower = new Int32Array(at.length);
  const upper = new Int32Array(at.length);
  const weight = new Float64Array(at.length);
  for (const [i, centre] of at.entries()) {
    const position = Math.min(Math.max(centre - 0.5, 0), size - 1);
    lower[i] = Math.floor(position);
    upper[i] = Math.min(lower[i]! + 1, size - 1);
    weight[i] = position - lower[i]!;
  }
  return { lower, upper, weight };
}
