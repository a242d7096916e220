import { cos, exp, sin } from "../core/elementary.js";
import type { Pixels } from "./pixel-decoder.js";

/** Words of 32 bits of a description. */
export const DESCRIPTION_WORDS = 8;

interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

/** Places of a picture that are found again in a copy of it, and what each looks like, in columns. */
export interface Keypoints {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Spread of the blur that shows it best, in pixels. */
  readonly scale: Float32Array;
  /** Where brightness rises most, in radians. */
  readonly angle: Float32Array;
  /** {@link DESCRIPTION_WORDS} words a point; bits of {@link mirroredDescriptions} are those of the mirror image. */
  readonly words: Uint32Array;
}

/** At most so many of a picture, the strongest. */
const MOST_KEYPOINTS = 160;

const OCTAVES = 4;
/** Blurs between one and twice as much. */
const STEPS = 2;
const FIRST_BLUR = 1.5;
/** What a camera and the resize have blurred already. */
const BLUR_BEFORE = 0.6;
/** Weaker extrema are noise, in levels of grey. */
const LEAST_CONTRAST = 0.8;
/** Curvature along an edge may be so many times less than across it (Lowe 2004). */
const EDGE_RATIO = 10;
const CELLS = 4;
const DIRECTIONS = 8;
const VALUES = CELLS * CELLS * DIRECTIONS;
const ANGLES = 36;

/**
 * Points where a difference of blurs is extreme among its neighbours in place and blur, with the direction and the
 * 4 × 4 × 8 histogram of gradients around each, of which a bit says whether a value is above the median, another
 * whether it is in the upper quarter. D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV
 * 2004, from memory; two blurs an octave instead of three, no fit between pixels, bits in place of bytes.
 */
export function findKeypoints(grey: Pixels): Keypoints {
  const found = createFound();
  const picture = { ...grey, data: Float32Array.from(grey.data) };
  let level = blurred(picture, Math.sqrt(FIRST_BLUR * FIRST_BLUR - BLUR_BEFORE * BLUR_BEFORE));
  for (let octave = 0; octave < OCTAVES; octave++) {
    if (Math.min(level.widthPx, level.heightPx) < 2 * CELLS) break;
    const blurs = [level];
    for (let step = 1; step < STEPS + 3; step++) {
      const before = FIRST_BLUR * STEP_FACTORS[step - 1]!;
      blurs.push(blurred(blurs[step - 1]!, before));
    }
    findExtrema(blurs, octave, found);
    level = halved(blurs[STEPS]!);
  }
  return described(found);
}

/** √2 to the power of each step: each blur adds as much again. */
const STEP_FACTORS = [1, Math.SQRT2, 2, 2 * Math.SQRT2, 4] as const;

interface Extremum {
  readonly octave: number;
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly strength: number;
}

interface Found {
  readonly extrema: Extremum[];
  readonly blurs: GreyPicture[][];
}

function createFound(): Found {
  return { extrema: [], blurs: [] };
}

/** Weights on one side of a Gaussian, the middle first; they and their mirror image sum to 1. */
function weightsOf(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = Float64Array.from({ length: radius + 1 }, (_, i) =>
    exp(-(i * i) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / total);
}

const KNOWN_WEIGHTS = new Map<number, Float64Array>();

function blurred({ widthPx, heightPx, data }: GreyPicture, sigma: number): GreyPicture {
  let weights = KNOWN_WEIGHTS.get(sigma);
  if (weights === undefined) {
    weights = weightsOf(sigma);
    KNOWN_WEIGHTS.set(sigma, weights);
  }
  const across = blurredAcross(data, widthPx, heightPx, weights);
  return { widthPx, heightPx, data: blurredDown(across, widthPx, heightPx, weights) };
}

/** Four neighbours at once, whose sums no memory is needed for; each sum in the order of the weights. */
function blurredAcross(
  data: Float32Array,
  width: number,
  height: number,
  weights: Float64Array,
): Float32Array {
  const radius = weights.length - 1;
  const own = weights[0]!;
  // A little longer than what is read: the last four may reach over the edge.
  const line = new Float64Array(width + 2 * radius + 3);
  const sums = new Float64Array(width + 3);
  const out = new Float32Array(data.length);
  for (let row = 0; row < height * width; row += width) {
    for (let x = 0; x < width; x++) line[radius + x] = data[row + x]!;
    line.fill(line[radius]!, 0, radius);
    line.fill(line[radius + width - 1]!, radius + width, 2 * radius + width);
    for (let x = 0; x < width; x += 4) {
      const at = x + radius;
      let a = own * line[at]!;
      let b = own * line[at + 1]!;
      let c = own * line[at + 2]!;
      let d = own * line[at + 3]!;
      for (let k = 1; k <= radius; k++) {
        const weight = weights[k]!;
        const left = at - k;
        const right = at + k;
        a += weight * (line[left]! + line[right]!);
        b += weight * (line[left + 1]! + line[right + 1]!);
        c += weight * (line[left + 2]! + line[right + 2]!);
        d += weight * (line[left + 3]! + line[right + 3]!);
      }
      sums[x] = a;
      sums[x + 1] = b;
      sums[x + 2] = c;
      sums[x + 3] = d;
    }
    for (let x = 0; x < width; x++) out[row + x] = sums[x]!;
  }
  return out;
}

function blurredDown(
  data: Float32Array,
  width: number,
  height: number,
  weights: Float64Array,
): Float32Array {
  const radius = weights.length - 1;
  const own = weights[0]!;
  const out = new Float32Array(data.length);
  const above = new Int32Array(radius + 1);
  const below = new Int32Array(radius + 1);
  const whole = width - (width % 4);
  for (let y = 0; y < height; y++) {
    const middle = y * width;
    for (let k = 1; k <= radius; k++) {
      above[k] = Math.max(0, y - k) * width;
      below[k] = Math.min(height - 1, y + k) * width;
    }
    for (let x = 0; x < whole; x += 4) {
      const at = middle + x;
      let a = own * data[at]!;
      let b = own * data[at + 1]!;
      let c = own * data[at + 2]!;
      let d = own * data[at + 3]!;
      for (let k = 1; k <= radius; k++) {
        const weight = weights[k]!;
        const high = above[k]! + x;
        const low = below[k]! + x;
        a += weight * (data[high]! + data[low]!);
        b += weight * (data[high + 1]! + data[low + 1]!);
        c += weight * (data[high + 2]! + data[low + 2]!);
        d += weight * (data[high + 3]! + data[low + 3]!);
      }
      out[at] = a;
      out[at + 1] = b;
      out[at + 2] = c;
      out[at + 3] = d;
    }
    for (let x = whole; x < width; x++) {
      let sum = own * data[middle + x]!;
      for (let k = 1; k <= radius; k++) {
        sum += weights[k]! * (data[above[k]! + x]! + data[below[k]! + x]!);
      }
      out[middle + x] = sum;
    }
  }
  return out;
}

function halved({ widthPx, heightPx, data }: GreyPicture): GreyPicture {
  const [width, height] = [widthPx >> 1, heightPx >> 1];
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = data[2 * y * widthPx + 2 * x]!;
  }
  return { widthPx: width, heightPx: height, data: out };
}

function findExtrema(blurs: readonly GreyPicture[], octave: number, found: Found): void {
  const { widthPx, heightPx } = blurs[0]!;
  const differences = blurs.slice(1).map(({ data }, i) => {
    const before = blurs[i]!.data;
    const out = new Float32Array(data.length);
    for (let k = 0; k < out.length; k++) out[k] = data[k]! - before[k]!;
    return out;
  });
  found.blurs[octave] = [...blurs];
  for (let step = 1; step <= STEPS; step++) {
    const [below, own, above] = [
      differences[step - 1]!,
      differences[step]!,
      differences[step + 1]!,
    ];
    const border = 3;
    for (let y = border; y < heightPx - border; y++) {
      for (let x = border; x < widthPx - border; x++) {
        const at = y * widthPx + x;
        const value = own[at]!;
        if (Math.abs(value) < LEAST_CONTRAST) continue;
        const sign = value > 0 ? 1 : -1;
        if (!isExtreme(sign, at, widthPx, own, below, above)) continue;
        if (isEdge(own, at, widthPx)) continue;
        found.extrema.push({ octave, step, x, y, strength: Math.abs(value) });
      }
    }
  }
}

function isExtreme(
  sign: number,
  at: number,
  width: number,
  own: Float32Array,
  below: Float32Array,
  above: Float32Array,
): boolean {
  const value = sign * own[at]!;
  if (sign * own[at - 1]! >= value || sign * own[at + 1]! >= value) return false;
  for (let row = at - width; row <= at + width; row += width) {
    for (let k = row - 1; k <= row + 1; k++) {
      if (sign * below[k]! >= value || sign * above[k]! >= value) return false;
      if (k !== at && sign * own[k]! >= value) return false;
    }
  }
  return true;
}

function isEdge(d: Float32Array, at: number, width: number): boolean {
  const xx = d[at - 1]! + d[at + 1]! - 2 * d[at]!;
  const yy = d[at - width]! + d[at + width]! - 2 * d[at]!;
  const xy =
    (d[at + width + 1]! - d[at + width - 1]! - d[at - width + 1]! + d[at - width - 1]!) / 4;
  const determinant = xx * yy - xy * xy;
  const trace = xx + yy;
  return (
    determinant <= 0 ||
    trace * trace * EDGE_RATIO >= (EDGE_RATIO + 1) * (EDGE_RATIO + 1) * determinant
  );
}

function described({ extrema, blurs }: Found): Keypoints {
  extrema.sort((a, b) => b.strength - a.strength || a.octave - b.octave || a.y - b.y || a.x - b.x);
  const x = new Float32Array(MOST_KEYPOINTS);
  const y = new Float32Array(MOST_KEYPOINTS);
  const scale = new Float32Array(MOST_KEYPOINTS);
  const angle = new Float32Array(MOST_KEYPOINTS);
  const words = new Uint32Array(MOST_KEYPOINTS * DESCRIPTION_WORDS);
  let count = 0;
  for (const point of extrema) {
    if (count === MOST_KEYPOINTS) break;
    const picture = blurs[point.octave]![point.step]!;
    const sigma = FIRST_BLUR * STEP_FACTORS[point.step]!;
    const factor = 1 << point.octave;
    for (const turn of directionsOf(picture, point.x, point.y, sigma)) {
      if (count === MOST_KEYPOINTS) break;
      const histogram = histogramOf(picture, point.x, point.y, sigma, turn);
      setBits(words, count * DESCRIPTION_WORDS, histogram);
      x[count] = point.x * factor;
      y[count] = point.y * factor;
      scale[count] = sigma * factor;
      angle[count] = turn;
      count++;
    }
  }
  return {
    count,
    x: x.slice(0, count),
    y: y.slice(0, count),
    scale: scale.slice(0, count),
    angle: angle.slice(0, count),
    words: words.slice(0, count * DESCRIPTION_WORDS),
  };
}

/** The angle of a direction in turns, 0 to 1, to 0.001: a polynomial, the same everywhere. */
function turnOf(dx: number, dy: number): number {
  const [ax, ay] = [Math.abs(dx), Math.abs(dy)];
  const least = Math.min(ax, ay);
  const most = Math.max(ax, ay);
  if (most === 0) return 0;
  const a = least / most;
  const s = a * a;
  let angle = ((-0.0464964749 * s + 0.15931422) * s - 0.327622764) * s * a + a;
  if (ay > ax) angle = Math.PI / 2 - angle;
  if (dx < 0) angle = Math.PI - angle;
  if (dy < 0) angle = 2 * Math.PI - angle;
  return angle / (2 * Math.PI);
}

/** The one or two directions in which most gradients around a point lead, in radians. */
function directionsOf(
  { widthPx, heightPx, data }: GreyPicture,
  x: number,
  y: number,
  sigma: number,
): number[] {
  const histogram = new Float64Array(ANGLES);
  const spread = 1.5 * sigma;
  const radius = Math.round(2.5 * spread);
  for (let dy = -radius; dy <= radius; dy++) {
    const row = y + dy;
    if (row < 1 || row >= heightPx - 1) continue;
    for (let dx = -radius; dx <= radius; dx++) {
      const column = x + dx;
      const far = dx * dx + dy * dy;
      if (far > radius * radius || column < 1 || column >= widthPx - 1) continue;
      const at = row * widthPx + column;
      const gx = data[at + 1]! - data[at - 1]!;
      const gy = data[at + widthPx]! - data[at - widthPx]!;
      // A bell without an exponential.
      const near = 1 - far / (radius * radius + 1);
      const weight = near * near * Math.sqrt(gx * gx + gy * gy);
      const bin = turnOf(gx, gy) * ANGLES;
      const first = Math.floor(bin);
      histogram[first % ANGLES]! += weight * (1 - (bin - first));
      histogram[(first + 1) % ANGLES]! += weight * (bin - first);
    }
  }
  const smooth = histogram.map((_, i) => {
    const at = (k: number): number => histogram[(i + k + ANGLES) % ANGLES]!;
    return (at(-2) + at(2)) / 16 + (at(-1) + at(1)) / 4 + (at(0) * 3) / 8;
  });
  const peaks: { readonly height: number; readonly bin: number }[] = [];
  for (let i = 0; i < ANGLES; i++) {
    const left = smooth[(i + ANGLES - 1) % ANGLES]!;
    const right = smooth[(i + 1) % ANGLES]!;
    const own = smooth[i]!;
    if (own <= left || own < right) continue;
    peaks.push({ height: own, bin: i + (left - right) / (2 * (left + right - 2 * own)) });
  }
  peaks.sort((a, b) => b.height - a.height || a.bin - b.bin);
  const most = peaks[0]?.height ?? 0;
  return peaks
    .slice(0, 2)
    .filter(({ height }) => height >= 0.8 * most)
    .map(({ bin }) => (bin * 2 * Math.PI) / ANGLES);
}

const SAMPLES = 16;
const AROUND = Float64Array.from({ length: SAMPLES }, (_, i) => i - (SAMPLES - 1) / 2);
/** The cell before each row of samples, or column, and the share of the cell after it. */
const CELL_AT = Float64Array.from(
  { length: SAMPLES },
  (_, i) => ((i + 0.5) * CELLS) / SAMPLES - 0.5,
);
const CELL_BEFORE = Int32Array.from(CELL_AT, Math.floor);
const SHARE_AFTER = CELL_AT.map((at, i) => at - CELL_BEFORE[i]!);

/** Gradients around a point, in a frame turned by its direction: rows of cells, their columns, directions. */
function histogramOf(
  { widthPx, heightPx, data }: GreyPicture,
  x: number,
  y: number,
  sigma: number,
  angle: number,
): Float64Array {
  const out = new Float64Array(VALUES);
  const [c, s] = [cos(angle), sin(angle)];
  const apart = (3 * sigma * CELLS) / SAMPLES;
  const ownTurn = angle / (2 * Math.PI);
  for (let i = 0; i < SAMPLES; i++) {
    const v = AROUND[i]!;
    for (let j = 0; j < SAMPLES; j++) {
      const u = AROUND[j]!;
      const column = Math.round(x + apart * (c * u - s * v));
      const row = Math.round(y + apart * (s * u + c * v));
      if (row < 1 || row >= heightPx - 1 || column < 1 || column >= widthPx - 1) continue;
      const at = row * widthPx + column;
      const gx = data[at + 1]! - data[at - 1]!;
      const gy = data[at + widthPx]! - data[at - widthPx]!;
      if (gx === 0 && gy === 0) continue;
      const near = 1 - (u * u + v * v) / (SAMPLES * SAMPLES);
      const weight = near * near * Math.sqrt(gx * gx + gy * gy);
      let turn = turnOf(gx, gy) - ownTurn;
      if (turn < 0) turn += 1;
      const bin = turn * DIRECTIONS;
      const before = Math.floor(bin);
      const part = bin - before;
      const first = before % DIRECTIONS;
      const second = (before + 1) % DIRECTIONS;
      for (let b = 0; b < 2; b++) {
        const cy = CELL_BEFORE[i]! + b;
        if (cy < 0 || cy >= CELLS) continue;
        const down = weight * (b === 0 ? 1 - SHARE_AFTER[i]! : SHARE_AFTER[i]!);
        for (let a = 0; a < 2; a++) {
          const cx = CELL_BEFORE[j]! + a;
          if (cx < 0 || cx >= CELLS) continue;
          const w = down * (a === 0 ? 1 - SHARE_AFTER[j]! : SHARE_AFTER[j]!);
          const base = (cy * CELLS + cx) * DIRECTIONS;
          out[base + first]! += w * (1 - part);
          out[base + second]! += w * part;
        }
      }
    }
  }
  return out;
}

function setBits(words: Uint32Array, at: number, histogram: Float64Array): void {
  const sorted = histogram.slice().sort();
  const middle = sorted[VALUES / 2]!;
  const upper = sorted[(3 * VALUES) / 4]!;
  for (let i = 0; i < VALUES; i++) {
    if (histogram[i]! > middle) words[at + (i >> 5)]! |= 1 << (i & 31);
    if (histogram[i]! > upper) words[at + 4 + (i >> 5)]! |= 1 << (i & 31);
  }
}

/** Where each value of a histogram stands in that of the mirror image: rows and directions are turned round. */
const MIRRORED = Int32Array.from({ length: VALUES }, (_, i) => {
  const direction = i % DIRECTIONS;
  const cell = Math.floor(i / DIRECTIONS);
  const row = Math.floor(cell / CELLS);
  const mirrored = (CELLS - 1 - row) * CELLS + (cell % CELLS);
  return mirrored * DIRECTIONS + ((DIRECTIONS - direction) % DIRECTIONS);
});

/** The points of the picture mirrored top for bottom, its height given. */
export function mirroredKeypoints(points: Keypoints, heightPx: number): Keypoints {
  const words = new Uint32Array(points.words.length);
  for (let p = 0; p < points.count; p++) {
    const at = p * DESCRIPTION_WORDS;
    for (let i = 0; i < VALUES; i++) {
      const to = MIRRORED[i]!;
      if ((points.words[at + (i >> 5)]! >>> (i & 31)) & 1) words[at + (to >> 5)]! |= 1 << (to & 31);
      if ((points.words[at + 4 + (i >> 5)]! >>> (i & 31)) & 1) {
        words[at + 4 + (to >> 5)]! |= 1 << (to & 31);
      }
    }
  }
  return {
    ...points,
    y: points.y.map((y) => heightPx - 1 - y),
    angle: points.angle.map((angle) => 2 * Math.PI - angle),
    words,
  };
}

/** Bits in which the descriptions of two points differ. */
export function descriptionBits(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  const [from, to] = [i * DESCRIPTION_WORDS, j * DESCRIPTION_WORDS];
  let bits = 0;
  for (let w = 0; w < DESCRIPTION_WORDS; w++) {
    let x = a[from + w]! ^ b[to + w]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    bits += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return bits;
}
