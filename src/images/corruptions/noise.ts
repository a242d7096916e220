import { exp } from "../../core/elementary.js";
import type { Random } from "../../core/random.js";
import { normalQuantile } from "../../statistics/normal-quantile.js";
import { type Corruption, keptRoom, newBytes, remembered, toByte, withData } from "./corruption.js";

const DRAWS = 2 ** 16;

/** Quantiles of the normal law at the middles of 65,536 equal parts. */
let normal: Float64Array | null = null;

function normalTable(): Float64Array {
  normal ??= Float64Array.from({ length: DRAWS }, (_, i) => normalQuantile((i + 0.5) / DRAWS));
  return normal;
}

/** Each value v of 0 … 255 becomes v + 255·σ·z, z a normal deviate of 16 random bits. */
export const gaussianNoise: Corruption = {
  id: "gaussian-noise",
  words: "Gaussian noise",
  unit: "of full scale (σ)",
  neutral: 0,
  levels: [0.08, 0.12, 0.18, 0.26, 0.38],
  stream: 0,
  apply(picture, sigma, random) {
    const scale = 255 * sigma;
    const { data } = picture;
    const drawn = draws(data.length, random);
    const out = newBytes(data.length);
    const noise = wholeNoise(scale);
    if (noise === null) {
      const table = normalTable();
      for (let i = 0; i < out.length; i++) out[i] = toByte(data[i]! + scale * table[drawn[i]!]!);
    } else {
      const { steps, limited } = noise;
      for (let i = 0; i < out.length; i++) out[i] = limited[data[i]! + steps[drawn[i]!]!]!;
    }
    return withData(picture, out);
  },
};

/** What is rounded must be further from the next number than the sum of value and noise is rounded by. */
const CLEAR = 2 ** -20;

interface WholeNoise {
  /** Of each draw, in steps of a value, from the lowest noise of all on. */
  readonly steps: Uint16Array;
  /** What a value with its steps becomes: no branch, which nobody could foresee. */
  readonly limited: Uint8Array;
}

/** Null where rounding the noise before it is added could round it otherwise. */
const wholeNoise = remembered((scale): WholeNoise | null => {
  const table = normalTable();
  const wholeOf = (z: number): number => Math.floor(scale * z + 0.5);
  const lowest = wholeOf(table[0]!);
  const steps = new Uint16Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    const noise = scale * table[draw]! + 0.5;
    const whole = Math.floor(noise);
    const share = noise - whole;
    if (share < CLEAR || share > 1 - CLEAR || whole - lowest >= DRAWS) return null;
    steps[draw] = whole - lowest;
  }
  const range = wholeOf(table[DRAWS - 1]!) - lowest + 256;
  return { steps, limited: Uint8Array.from({ length: range }, (_, at) => toByte(at + lowest)) };
});

/**
 * Each value becomes 255·k/N, k a Poisson count of mean N·v/255: N photons make full scale. The count is the
 * quantile at the middle of one of 65,536 equal parts.
 */
export const shotNoise: Corruption = {
  id: "shot-noise",
  words: "Shot noise",
  unit: "photons at full scale",
  neutral: Number.POSITIVE_INFINITY,
  levels: [60, 25, 12, 5, 3],
  stream: 1,
  apply(picture, photons, random) {
    if (photons === Number.POSITIVE_INFINITY) return picture;
    const { laws, shown, steps } = photonTables(photons);
    const { data } = picture;
    const drawn = draws(data.length, random);
    const out = newBytes(data.length);
    for (let i = 0; i < out.length; i++) {
      const u = drawn[i]!;
      const value = data[i]!;
      const step = steps[(value << 8) | (u >> 8)]!;
      if (step >= 0) {
        // All ones where the lower bits are below the border: no branch, which nobody could foresee.
        const isLower = ((u & 255) - (step >> 16)) >> 31;
        out[i] = step >> (8 & ~isLower); // an array of bytes takes the lowest eight bits
        continue;
      }
      const { upTo, first } = laws[value]!;
      let k = first[u >> 8]!;
      while (u + 0.5 > upTo[k]!) k++;
      out[i] = shown[k]!;
    }
    return withData(picture, out);
  },
};

interface PhotonTables {
  /** Of each value. */
  readonly laws: readonly PoissonLaw[];
  /** What a count becomes. */
  readonly shown: Uint8Array;
  /**
   * By a value and the upper eight bits of its draw: what it becomes where the lower eight are below a border (bits 0 to
   * 7), what it becomes from there on (8 to 15), and the border (16 to 24); −1 where there are several borders.
   */
  readonly steps: Int32Array;
}

const photonTables = remembered((photons): PhotonTables => {
  const laws = Array.from({ length: 256 }, (_, v) => poissonLaw((photons * v) / 255));
  const shown = Uint8Array.from(laws[255]!.upTo, (_, k) => toByte((255 * k) / photons));
  const steps = new Int32Array(256 * 256);
  for (const [value, { upTo, first }] of laws.entries()) {
    for (let upper = 0; upper < 256; upper++) {
      const k = first[upper]!;
      // Draws u of the count k have u + ½ ≤ its share.
      const border = Math.min(256, Math.floor(upTo[k]! - 0.5) + 1 - (upper << 8));
      const isOne = border === 256;
      const isTwo = isOne || (upper << 8) + 255.5 <= upTo[k + 1]!;
      const next = isOne ? 0 : shown[k + 1]!;
      steps[(value << 8) | upper] = isTwo ? (border << 16) | (next << 8) | shown[k]! : -1;
    }
  }
  return { laws, shown, steps };
});

interface PoissonLaw {
  /** 65,536 · P(count ≤ k). */
  readonly upTo: Float64Array;
  /** Least count that draws with these upper eight bits can have. */
  readonly first: Uint16Array;
}

function poissonLaw(mean: number): PoissonLaw {
  const most = Math.ceil(mean + 8 * Math.sqrt(mean) + 12);
  const upTo = new Float64Array(most + 1);
  let share = exp(-mean);
  let sum = 0;
  for (let k = 0; k <= most; k++) {
    sum += share;
    upTo[k] = DRAWS * sum;
    share *= mean / (k + 1);
  }
  upTo[most] = DRAWS;
  const first = new Uint16Array(256);
  for (let upper = 0, k = 0; upper < 256; upper++) {
    while (upper * 256 + 0.5 > upTo[k]!) k++;
    first[upper] = k;
  }
  return { upTo, first };
}

/** Whether the memory of a word has its lower half first. */
const IS_LOWER_FIRST = new Uint16Array(Uint32Array.of(1).buffer)[0] === 1;

const drawnWords = keptRoom((count) => new Uint32Array(count));

/** Sixteen random bits for each value: the lower half of each word, then its upper half. */
function draws(count: number, random: Random): Uint16Array {
  const words = drawnWords(Math.ceil(count / 2));
  random.fill(words);
  if (IS_LOWER_FIRST) return new Uint16Array(words.buffer, words.byteOffset, 2 * words.length);
  const found = new Uint16Array(2 * words.length);
  for (let i = 0, to = 0; i < words.length; i++, to += 2) {
    const word = words[i]!;
    found[to] = word; // an array of 16 bits takes the lower ones
    found[to + 1] = word >>> 16;
  }
  return found;
}
