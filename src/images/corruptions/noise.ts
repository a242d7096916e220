import { exp } from "../../core/elementary.js";
import type { Random } from "../../core/random.js";
import { normalQuantile } from "../../statistics/quantiles.js";
import { type Corruption, remembered, toByte, withData } from "./corruption.js";

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
    const table = normalTable();
    const scale = 255 * sigma;
    const { data } = picture;
    const drawn = draws(data.length, random);
    const out = new Uint8Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = toByte(data[i]! + scale * table[drawn[i]!]!);
    return withData(picture, out);
  },
};

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
    const laws = poissonLaws(photons);
    const shown = Uint8Array.from(laws[255]!.upTo, (_, k) => toByte((255 * k) / photons));
    const drawn = draws(picture.data.length, random);
    const out = new Uint8Array(picture.data.length);
    for (let i = 0; i < out.length; i++) {
      const { upTo, first } = laws[picture.data[i]!]!;
      const u = drawn[i]!;
      let k = first[u >> 8]!;
      while (u + 0.5 > upTo[k]!) k++;
      out[i] = shown[k]!;
    }
    return withData(picture, out);
  },
};

const poissonLaws = remembered((photons) =>
  Array.from({ length: 256 }, (_, v) => poissonLaw((photons * v) / 255)),
);

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

/** Sixteen random bits for each value: the lower half of each word, then its upper half. */
function draws(count: number, random: Random): Uint16Array {
  const found = new Uint16Array(count + (count % 2));
  for (let i = 0; i < count; i += 2) {
    const word = random.uint32();
    found[i] = word & 0xffff;
    found[i + 1] = word >>> 16;
  }
  return found;
}
