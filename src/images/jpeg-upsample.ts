/** Samples of one component. */
export interface Plane {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/**
 * A component stored at a half of a side, brought to the picture's size as libjpeg does: triangle
 * filter for 2:1 and 2:2 ("fancy upsampling"), repetition for other ratios and for planes of one or
 * two columns. Source: libjpeg-turbo 2.1, jdsample.c.
 */
export function upsample(plane: Plane, widthPx: number, heightPx: number): Plane {
  const across = Math.round(widthPx / plane.widthPx);
  const down = Math.round(heightPx / plane.heightPx);
  if (across === 1 && down === 1) return plane;
  const isFancy = across === 2 && down <= 2 && plane.widthPx > 2;
  return isFancy
    ? triangle(plane, widthPx, heightPx, down)
    : repeated(plane, widthPx, heightPx, across, down);
}

function repeated(
  { data, ...size }: Plane,
  widthPx: number,
  heightPx: number,
  across: number,
  down: number,
): Plane {
  const out = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(size.heightPx - 1, Math.floor(y / down)) * size.widthPx;
    for (let x = 0; x < widthPx; x++) {
      out[y * widthPx + x] = data[row + Math.min(size.widthPx - 1, Math.floor(x / across))]!;
    }
  }
  return { widthPx, heightPx, data: out };
}

/** Weights 3/4 and 1/4 of the nearer and the farther neighbour, on one axis or on both. */
function triangle(plane: Plane, widthPx: number, heightPx: number, down: number): Plane {
  const { data } = plane;
  const out = new Uint8Array(widthPx * heightPx);
  const column = new Int32Array(plane.widthPx);
  const last = plane.widthPx - 1;
  const shift = down === 1 ? 2 : 4;
  // libjpeg alternates its rounding, so that it has no direction.
  const [roundLeft, roundRight] = down === 1 ? [1, 2] : [8, 7];
  for (let y = 0; y < heightPx; y++) {
    const near = Math.floor(y / down);
    const wanted = near + (y % 2 === 0 ? -1 : 1);
    const far = Math.min(plane.heightPx - 1, Math.max(0, wanted));
    for (let x = 0; x <= last; x++) {
      const value = data[near * plane.widthPx + x]!;
      column[x] = down === 1 ? value : 3 * value + data[far * plane.widthPx + x]!;
    }
    const row = y * widthPx;
    for (let x = 0; x <= last; x++) {
      const left = column[Math.max(0, x - 1)]!;
      const right = column[Math.min(last, x + 1)]!;
      out[row + 2 * x] = (3 * column[x]! + left + roundLeft) >> shift;
      if (2 * x + 1 < widthPx)
        out[row + 2 * x + 1] = (3 * column[x]! + right + roundRight) >> shift;
    }
  }
  return { widthPx, heightPx, data: out };
}
