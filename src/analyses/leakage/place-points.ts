import { cos, sin } from "../../core/elementary.js";
import { DESCRIPTION_WORDS, descriptionBits, type Keypoints } from "../../images/keypoints.js";

/** x′ = a·x + b·y + c and y′ = d·x + e·y + f, in the pixels of points. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Points of one picture, and those of another that look the same, one each. */
interface Matches {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Descriptions of one point differ in fewer bits; those of two, in 128 at the median. */
export const SAME_POINT_BITS = 70;
/** The nearest must be nearer than the next by so much (Lowe 2004 has 0.8, of distances that are no bits). */
const NEAREST_RATIO = 0.9;
const TOLERANCE_PX = 5;
const LEAST_FITTING = 6;
const MOST_SCALE = 4;
/** A picture may be squeezed by about 2.9: (k + 1/k)/2 of sides. */
const MOST_SQUEEZE = 1.6;
/** Points nearer than this are one. */
const APART_PX = 4;

/**
 * How the first picture must be laid on the second for its points to lie on those that look the same: each match is a
 * placement, with the scales and angles of its two points, the one that most others agree with is fitted to them.
 */
export function placePoints(
  a: Keypoints,
  b: Keypoints,
): { readonly placement: Placement; readonly points: number } | null {
  const matches = matchPoints(a, b);
  let fitting: number[] = [];
  for (let m = 0; m < matches.from.length; m++) {
    const placement = placementOf(a, matches.from[m]!, b, matches.to[m]!);
    if (placement === null) continue;
    const agreeing = fittingTo(placement, a, b, matches, 3 * TOLERANCE_PX);
    if (agreeing.length > fitting.length) fitting = agreeing;
  }
  let placement: Placement | null = null;
  for (const tolerance of [2 * TOLERANCE_PX, TOLERANCE_PX, TOLERANCE_PX]) {
    if (fitting.length < LEAST_FITTING) return null;
    placement = leastSquares(a, b, matches, fitting);
    if (placement === null) return null;
    fitting = fittingTo(placement, a, b, matches, tolerance);
  }
  if (placement === null || fitting.length < LEAST_FITTING) return null;
  const places = fitting.map((m) => {
    const point = matches.from[m]!;
    return `${Math.round(a.x[point]! / APART_PX)} ${Math.round(a.y[point]! / APART_PX)}`;
  });
  return { placement, points: new Set(places).size };
}

function matchPoints(a: Keypoints, b: Keypoints): Matches {
  const from: number[] = [];
  const to: number[] = [];
  for (let i = 0; i < a.count; i++) {
    let best = SAME_POINT_BITS + 1;
    let second = 32 * DESCRIPTION_WORDS;
    let at = -1;
    for (let j = 0; j < b.count; j++) {
      const bits = descriptionBits(a.words, i, b.words, j);
      if (bits < best) {
        second = best;
        best = bits;
        at = j;
      } else if (bits < second) second = bits;
    }
    if (at === -1 || best >= NEAREST_RATIO * second) continue;
    from.push(i);
    to.push(at);
  }
  return { from, to };
}

/** What one match says: a turn, a scale and a shift. */
function placementOf(a: Keypoints, i: number, b: Keypoints, j: number): Placement | null {
  const scale = b.scale[j]! / a.scale[i]!;
  if (scale > MOST_SCALE || scale < 1 / MOST_SCALE) return null;
  const turn = b.angle[j]! - a.angle[i]!;
  const c = scale * cos(turn);
  const s = scale * sin(turn);
  const [x, y] = [a.x[i]!, a.y[i]!];
  return [c, -s, b.x[j]! - c * x + s * y, s, c, b.y[j]! - s * x - c * y];
}

function fittingTo(
  [p, q, r, s, t, u]: Placement,
  a: Keypoints,
  b: Keypoints,
  { from, to }: Matches,
  tolerance: number,
): number[] {
  const fitting: number[] = [];
  for (let m = 0; m < from.length; m++) {
    const [x, y] = [a.x[from[m]!]!, a.y[from[m]!]!];
    const dx = p * x + q * y + r - b.x[to[m]!]!;
    const dy = s * x + t * y + u - b.y[to[m]!]!;
    if (dx * dx + dy * dy <= tolerance * tolerance) fitting.push(m);
  }
  return fitting;
}

/** The affine placement with the least squares; null where the points lie on a line or it is no picture any more. */
function leastSquares(
  a: Keypoints,
  b: Keypoints,
  { from, to }: Matches,
  fitting: readonly number[],
): Placement | null {
  const mean = (values: Float32Array, index: readonly number[]): number =>
    fitting.reduce((sum, m) => sum + values[index[m]!]!, 0) / fitting.length;
  const [mx, my, nx, ny] = [mean(a.x, from), mean(a.y, from), mean(b.x, to), mean(b.y, to)];
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const m of fitting) {
    const [x, y] = [a.x[from[m]!]! - mx, a.y[from[m]!]! - my];
    const [u, v] = [b.x[to[m]!]! - nx, b.y[to[m]!]! - ny];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const determinant = xx * yy - xy * xy;
  if (determinant < 1e-3 * (xx + yy) * (xx + yy)) return null;
  const p = (xu * yy - yu * xy) / determinant;
  const q = (yu * xx - xu * xy) / determinant;
  const s = (xv * yy - yv * xy) / determinant;
  const t = (yv * xx - xv * xy) / determinant;
  const area = p * t - q * s;
  const most = MOST_SCALE * MOST_SCALE;
  if (area < 1 / most || area > most) return null;
  if ((p * p + q * q + s * s + t * t) / 2 > MOST_SQUEEZE * area) return null;
  return [p, q, nx - p * mx - q * my, s, t, ny - s * mx - t * my];
}
