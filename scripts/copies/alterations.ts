import { cos, pow, sin } from "../../src/core/elementary.js";
import { createRandom, type Random } from "../../src/core/random.js";
import type { Pixels } from "../../src/images/pixel-decoder.js";
import { resizePillow } from "../../src/images/resize-pillow.js";

/** 8-bit RGB to 8-bit RGB. */
type Change = (picture: Pixels, random: Random) => Pixels;
type Rgb = readonly [red: number, green: number, blue: number];

/** What is done to a picture, and the JPEG quality with which it is saved. */
export interface Alteration {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly quality: number;
}

function picture(widthPx: number, heightPx: number, data: Uint8Array): Pixels {
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Keeps 60 to 90 % of the area, at other proportions. */
const cut: Change = (whole, random) => {
  const keep = between(random, 0.6, 0.9);
  const wider = between(random, 0.85, 1.18);
  const widthPx = Math.min(whole.widthPx, Math.round(whole.widthPx * Math.sqrt(keep * wider)));
  const heightPx = Math.min(whole.heightPx, Math.round(whole.heightPx * Math.sqrt(keep / wider)));
  const left = random.below(whole.widthPx - widthPx + 1);
  const top = random.below(whole.heightPx - heightPx + 1);
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    const from = ((top + y) * whole.widthPx + left) * 3;
    data.set(whole.data.subarray(from, from + widthPx * 3), y * widthPx * 3);
  }
  return picture(widthPx, heightPx, data);
};

/** By 4 to 175 degrees either way, in a frame of its size or one that holds all of it, on one shade of grey. */
const turn: Change = (whole, random) => {
  const sign = random.uniform() < 0.5 ? -1 : 1;
  const angle = (sign * between(random, 4, 175) * Math.PI) / 180;
  const [c, s] = [cos(angle), sin(angle)];
  const isGrown = random.uniform() < 0.5;
  const grown = (a: number, b: number): number => Math.ceil(Math.abs(c) * a + Math.abs(s) * b);
  const widthPx = isGrown ? grown(whole.widthPx, whole.heightPx) : whole.widthPx;
  const heightPx = isGrown ? grown(whole.heightPx, whole.widthPx) : whole.heightPx;
  const data = new Uint8Array(widthPx * heightPx * 3).fill(isGrown ? 0 : random.below(256));
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = [x - (widthPx - 1) / 2, y - (heightPx - 1) / 2];
      const fromX = c * u + s * v + (whole.widthPx - 1) / 2;
      const fromY = c * v - s * u + (whole.heightPx - 1) / 2;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left > whole.widthPx - 2 || top > whole.heightPx - 2) continue;
      const [fx, fy] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 3; channel++) {
        const at = (top * whole.widthPx + left) * 3 + channel;
        const below = at + whole.widthPx * 3;
        const above = whole.data[at]! * (1 - fx) + whole.data[at + 3]! * fx;
        const under = whole.data[below]! * (1 - fx) + whole.data[below + 3]! * fx;
        data[(y * widthPx + x) * 3 + channel] = Math.round(above * (1 - fy) + under * fy);
      }
    }
  }
  return picture(widthPx, heightPx, data);
};

const mirror: Change = ({ widthPx, heightPx, data }) => {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const from = (y * widthPx + widthPx - 1 - x) * 3;
      out.set(data.subarray(from, from + 3), (y * widthPx + x) * 3);
    }
  }
  return picture(widthPx, heightPx, out);
};

function mapped({ widthPx, heightPx, data }: Pixels, to: (rgb: Rgb) => Rgb): Pixels {
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 3) out.set(to([data[i]!, data[i + 1]!, data[i + 2]!]), i);
  return picture(widthPx, heightPx, new Uint8Array(out.buffer));
}

const grey: Change = (whole) =>
  mapped(whole, ([r, g, b]) => {
    const level = 0.299 * r + 0.587 * g + 0.114 * b;
    return [level, level, level];
  });

const gamma: Change = (whole, random) => {
  const power = random.uniform() < 0.5 ? between(random, 0.45, 0.7) : between(random, 1.4, 2.2);
  const table = Float64Array.from({ length: 256 }, (_, level) => 255 * pow(level / 255, power));
  return mapped(whole, ([r, g, b]) => [table[r]!, table[g]!, table[b]!]);
};

const contrast: Change = (whole, random) => {
  const times = between(random, 0.5, 1.5);
  const more = between(random, -30, 30);
  const to = (level: number): number => (level - 128) * times + 128 + more;
  return mapped(whole, ([r, g, b]) => [to(r), to(g), to(b)]);
};

/** Colours turned by 30 to 330 degrees, of one brightness. */
const hue: Change = (whole, random) => {
  const angle = (between(random, 30, 330) * Math.PI) / 180;
  const [c, s] = [cos(angle), sin(angle)];
  return mapped(whole, ([r, g, b]) => {
    const level = 0.299 * r + 0.587 * g + 0.114 * b;
    const [i, q] = [0.596 * r - 0.274 * g - 0.322 * b, 0.211 * r - 0.523 * g + 0.312 * b];
    const [u, v] = [c * i - s * q, s * i + c * q];
    return [
      level + 0.956 * u + 0.621 * v,
      level - 0.272 * u - 0.647 * v,
      level - 1.106 * u + 1.703 * v,
    ];
  });
};

const exchanged: Change = (whole) => mapped(whole, ([r, g, b]) => [b, r, g]);

const tinted: Change = (whole, random) => {
  const times = [0, 1, 2].map(() => between(random, 0.6, 1.3));
  return mapped(whole, ([r, g, b]) => [r * times[0]!, g * times[1]!, b * times[2]!]);
};

const RECOLOURINGS = [grey, gamma, contrast, hue, exchanged, tinted];
const recolour: Change = (whole, random) => RECOLOURINGS[random.below(6)]!(whole, random);

const shrink: Change = (whole, random) => {
  const times = between(random, 0.35, 0.8);
  const side = (length: number): number => Math.max(40, Math.round(length * times));
  return resizePillow(whole, side(whole.widthPx), side(whole.heightPx), "bilinear");
};

const squeeze: Change = (whole) => resizePillow(whole, 224, 224, "bilinear");

/** One or two lines of what looks like letters, in white or black. */
const text: Change = ({ widthPx, heightPx, data }, random) => {
  const out = data.slice();
  const dot = Math.max(1, Math.round(Math.min(widthPx, heightPx) * between(random, 0.006, 0.014)));
  const lines = 1 + random.below(2);
  const letters = Math.floor((widthPx / (6 * dot)) * between(random, 0.4, 0.8));
  const left = random.below(widthPx - letters * 6 * dot + 1);
  const top = random.below(heightPx - lines * 9 * dot + 1);
  const ink = random.uniform() < 0.5 ? 255 : 0;
  for (let cell = 0; cell < lines * letters * 35; cell++) {
    if (random.uniform() < 0.45) continue;
    const letter = Math.floor(cell / 35);
    const x = left + ((letter % letters) * 6 + (cell % 5)) * dot;
    const y = top + (Math.floor(letter / letters) * 9 + Math.floor((cell % 35) / 5)) * dot;
    for (let row = y; row < y + dot; row++) {
      out.fill(ink, (row * widthPx + x) * 3, (row * widthPx + x + dot) * 3);
    }
  }
  return { ...picture(widthPx, heightPx, data as Uint8Array), data: out };
};

const noise: Change = ({ widthPx, heightPx, data }, random) => {
  const spread = between(random, 4, 12);
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < out.length; i++) {
    const drawn = random.uniform() + random.uniform() + random.uniform() - 1.5;
    out[i] = data[i]! + 2 * spread * drawn;
  }
  return picture(widthPx, heightPx, new Uint8Array(out.buffer));
};

export const ALTERATIONS: readonly Alteration[] = [
  { name: "cut to 60–90 % of the area", changes: [cut], quality: 90 },
  { name: "turned by any angle", changes: [turn], quality: 90 },
  { name: "mirrored and cut", changes: [mirror, cut], quality: 90 },
  { name: "recoloured", changes: [recolour], quality: 90 },
  { name: "JPEG, quality 30", changes: [], quality: 30 },
  { name: "made smaller", changes: [shrink], quality: 75 },
  { name: "letters drawn on", changes: [text], quality: 90 },
  { name: "cut and recoloured", changes: [cut, recolour], quality: 85 },
  { name: "turned and cut", changes: [turn, cut], quality: 90 },
  { name: "cut, recoloured, smaller, JPEG 30", changes: [cut, recolour, shrink], quality: 30 },
  { name: "mirrored, turned, recoloured", changes: [mirror, turn, recolour], quality: 75 },
  { name: "cut, letters, squeezed to 224 × 224", changes: [cut, text, squeeze], quality: 75 },
  { name: "turned, recoloured, noise", changes: [turn, recolour, noise], quality: 80 },
];

/** The picture as it is altered, always in the same way by the same seed. */
export function alter(whole: Pixels, { changes }: Alteration, seed: number): Pixels {
  const random = createRandom(seed);
  return changes.reduce((changed, change) => change(changed, random), whole);
}
