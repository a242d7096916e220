import { SHRUNK, type SmallGrey } from "../../images/local-look.js";
import type { Placement } from "./place-points.js";

/** How far two pictures agree where one lies on the other. */
export interface ComparedLooks {
  /** Parts with something in them. */
  readonly parts: number;
  /** Share of these that look alike. */
  readonly agreement: number;
  /** Share of the first picture, and of the second, that both show. */
  readonly shared: readonly [number, number];
  /** Whether each corner lies on the same one. */
  readonly isSameView: boolean;
  /** Whether parts show something else, beyond what was done to the whole picture. */
  readonly differs: boolean;
  /** second ≈ gain · first + offset. */
  readonly gain: number;
  readonly offset: number;
}

/** A part is a square of so many pixels. */
const PART_PX = 6;
/** Of which so many must be seen in both. */
const SEEN = 0.9;
/** Spread of the levels of grey in a part with something in it. */
const LEAST_SPREAD = 3;
/** Parts that correlate more look alike. */
const ALIKE = 0.75;
/** A view is the same where no corner moves by more of the side. */
const SAME_VIEW = 0.04;
/**
 * Where half of the parts correlate by so much, what was done to the whole picture left it sharp: then more parts than
 * this share that do not look alike show something else. Where less, four times as large a share does; in blurred ones
 * nobody can tell.
 */
const SHARP = 0.98;
const BLURRED = 0.9;
const MOST_UNLIKE = 0.04;

/** Lays the first picture on the second and compares them part by part, by the correlation of their levels of grey. */
export function compareLooks(a: SmallGrey, b: SmallGrey, placement: Placement): ComparedLooks {
  const { laid, seen } = layOn(a, b, placement);
  const { widthPx, heightPx } = b;
  const correlations: number[] = [];
  let alike = 0;
  const all = createSums();
  for (let top = 0; top + PART_PX <= heightPx; top += PART_PX) {
    for (let left = 0; left + PART_PX <= widthPx; left += PART_PX) {
      const sums = createSums();
      for (let y = top; y < top + PART_PX; y++) {
        for (let x = left; x < left + PART_PX; x++) {
          const first = laid[y * widthPx + x]!;
          if (first >= 0) add(sums, first, b.data[y * widthPx + x]!);
        }
      }
      if (sums.n < SEEN * PART_PX * PART_PX) continue;
      const { first, second, both } = moments(sums);
      if (Math.max(first, second) < LEAST_SPREAD ** 2) continue;
      const correlation = first * second === 0 ? 0 : both / Math.sqrt(first * second);
      correlations.push(correlation);
      if (correlation <= ALIKE) continue;
      alike++;
      all.n += sums.n;
      all.a += sums.a;
      all.b += sums.b;
      all.aa += sums.aa;
      all.bb += sums.bb;
      all.ab += sums.ab;
    }
  }
  const { first, both } = moments(all);
  const gain = first === 0 ? 1 : both / first;
  const parts = correlations.length;
  const middle = correlations.sort((x, y) => x - y)[parts >> 1] ?? 0;
  const most = middle >= SHARP ? MOST_UNLIKE : middle >= BLURRED ? 4 * MOST_UNLIKE : 1;
  const differs = parts - alike > most * parts;
  const area = Math.abs(placement[0] * placement[4] - placement[1] * placement[3]);
  return {
    parts,
    agreement: parts === 0 ? 0 : alike / parts,
    shared: [Math.min(1, seen / area / a.data.length), seen / b.data.length],
    isSameView: isStill(a, b, placement),
    differs,
    gain,
    offset: all.n === 0 ? 0 : all.b / all.n - (gain * all.a) / all.n,
  };
}

/** The first picture in the pixels of the second; −1 where it shows nothing. */
function layOn(a: SmallGrey, b: SmallGrey, [p, q, r, s, t, u]: Placement) {
  const area = p * t - q * s;
  const { widthPx, heightPx } = b;
  const laid = new Float32Array(widthPx * heightPx).fill(-1);
  let seen = 0;
  // Middles of pixels of the small pictures, in the pixels of points.
  const middle = (SHRUNK - 1) / 2;
  for (let y = 0; y < heightPx; y++) {
    const v = y * SHRUNK + middle - u;
    for (let x = 0; x < widthPx; x++) {
      const w = x * SHRUNK + middle - r;
      const ax = ((t * w - q * v) / area - middle) / SHRUNK;
      const ay = ((p * v - s * w) / area - middle) / SHRUNK;
      const column = Math.floor(ax);
      const row = Math.floor(ay);
      if (column < 0 || row < 0 || column >= a.widthPx - 1 || row >= a.heightPx - 1) continue;
      const [fx, fy] = [ax - column, ay - row];
      const at = row * a.widthPx + column;
      const above = a.data[at]! * (1 - fx) + a.data[at + 1]! * fx;
      const below = a.data[at + a.widthPx]! * (1 - fx) + a.data[at + a.widthPx + 1]! * fx;
      laid[y * widthPx + x] = above * (1 - fy) + below * fy;
      seen++;
    }
  }
  return { laid, seen };
}

/** Whether each corner of the first lies on that of the second. */
function isStill(a: SmallGrey, b: SmallGrey, [p, q, r, s, t, u]: Placement): boolean {
  const limit = SAME_VIEW * SHRUNK * Math.sqrt(b.data.length);
  for (const right of [0, 1]) {
    for (const below of [0, 1]) {
      const [x, y] = [right * a.widthPx * SHRUNK, below * a.heightPx * SHRUNK];
      const dx = p * x + q * y + r - right * b.widthPx * SHRUNK;
      const dy = s * x + t * y + u - below * b.heightPx * SHRUNK;
      if (dx * dx + dy * dy > limit * limit) return false;
    }
  }
  return true;
}

interface Sums {
  n: number;
  a: number;
  b: number;
  aa: number;
  bb: number;
  ab: number;
}

function createSums(): Sums {
  return { n: 0, a: 0, b: 0, aa: 0, bb: 0, ab: 0 };
}

function add(sums: Sums, a: number, b: number): void {
  sums.n++;
  sums.a += a;
  sums.b += b;
  sums.aa += a * a;
  sums.bb += b * b;
  sums.ab += a * b;
}

function moments({ n, a, b, aa, bb, ab }: Sums) {
  if (n === 0) return { first: 0, second: 0, both: 0 };
  return {
    first: Math.max(0, aa / n - (a / n) ** 2),
    second: Math.max(0, bb / n - (b / n) ** 2),
    both: ab / n - (a / n) * (b / n),
  };
}
