import { exp, pow } from "../../core/elementary.js";
import type { Random } from "../../core/random.js";
import type { Pixels } from "../pixel-decoder.js";
import { type Corruption, remembered, toByte, withData } from "./corruption.js";

/** Light behind a value of 0 … 255, in [0, 1] (IEC 61966-2-1, sRGB). */
export function lightOf(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/** The value, not rounded, that shows so much light. */
export function valueOfLight(light: number): number {
  if (light <= 0) return 0;
  if (light >= 1) return 255;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055);
}

/** What each value becomes under so many times the light. */
export function exposureTable(times: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, v) => toByte(valueOfLight(times * lightOf(v))));
}

/** A table for each channel. */
export function mapped(picture: Pixels, tables: readonly Uint8Array[]): Pixels {
  const { data } = picture;
  const out = new Uint8Array(data.length);
  const [red, green, blue] = tables as readonly [Uint8Array, Uint8Array, Uint8Array];
  for (let i = 0; i < out.length; i += 3) {
    out[i] = red[data[i]!]!;
    out[i + 1] = green[data[i + 1]!]!;
    out[i + 2] = blue[data[i + 2]!]!;
  }
  return withData(picture, out);
}

function exposed(picture: Pixels, stops: number): Pixels {
  const table = exposureTable(pow(2, stops));
  return mapped(picture, [table, table, table]);
}

/** Twice the light a stop; what is more than white is white. */
export const brightness: Corruption = {
  id: "brightness",
  words: "Overexposure",
  unit: "stops more light",
  neutral: 0,
  levels: [0.5, 1, 1.5, 2, 2.5],
  stream: 4,
  apply: exposed,
};

/** Half the light a stop. */
export const darkness: Corruption = {
  id: "darkness",
  words: "Darkness",
  unit: "stops less light",
  neutral: 0,
  levels: [1, 2, 3, 4, 5],
  stream: 5,
  apply: (picture, stops) => exposed(picture, -stops),
};

/** Each value goes towards the mean of its channel: m + c·(v − m). */
export const contrast: Corruption = {
  id: "contrast",
  words: "Low contrast",
  unit: "of the contrast left",
  neutral: 1,
  levels: [0.6, 0.45, 0.3, 0.2, 0.1],
  stream: 6,
  apply(picture, factor) {
    const means = channelMeans(picture);
    const tables = means.map((mean) =>
      Uint8Array.from({ length: 256 }, (_, v) => toByte(mean + factor * (v - mean))),
    );
    return mapped(picture, tables);
  },
};

/** Mean value of each channel. */
export function channelMeans({ data }: Pixels): readonly number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    sums[0]! += data[i]!;
    sums[1]! += data[i + 1]!;
    sums[2]! += data[i + 2]!;
  }
  return sums.map((sum) => sum / Math.max(1, data.length / 3));
}

/** Cells of the field along the longer side of a picture. */
const FOG_CELLS = 6;
/** White of fog. */
const FOG_VALUE = 230;
/** Steps of the field. */
const FOG_STEPS = 256;

/**
 * Light is scattered on its way (Koschmieder): v·t + 230·(1 − t), t = e^(−τ·f). The optical depth τ varies by
 * f from ½ to 1½ over the picture, as a smooth field of random corners does.
 */
export const fog: Corruption = {
  id: "fog",
  words: "Fog",
  unit: "optical depth",
  neutral: 0,
  levels: [0.4, 0.7, 1, 1.4, 1.9],
  stream: 7,
  apply(picture, depth, random) {
    const { widthPx: w, heightPx: h, data } = picture;
    const field = smoothField(w, h, random);
    const through = Float64Array.from({ length: FOG_STEPS }, (_, q) =>
      exp(-depth * (0.5 + (q + 0.5) / FOG_STEPS)),
    );
    const out = new Uint8Array(data.length);
    for (let at = 0, i = 0; at < w * h; at++) {
      const t = through[field[at]!]!;
      const haze = FOG_VALUE * (1 - t);
      for (let c = 0; c < 3; c++, i++) out[i] = toByte(data[i]! * t + haze);
    }
    return withData(picture, out);
  },
};

/** Numbers 0 … 255 at random corners of squares, and between them smoothly. */
function smoothField(w: number, h: number, random: Random): Uint8Array {
  const cell = Math.max(w, h) / FOG_CELLS;
  const side = FOG_CELLS + 2;
  const corners = Float64Array.from({ length: side * side }, () => random.uniform());
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    const v = (y + 0.5) / cell;
    const row = Math.floor(v);
    const fy = smooth(v - row);
    for (let x = 0; x < w; x++) {
      const u = (x + 0.5) / cell;
      const column = Math.floor(u);
      const fx = smooth(u - column);
      const at = row * side + column;
      const above = corners[at]! + fx * (corners[at + 1]! - corners[at]!);
      const below = corners[at + side]! + fx * (corners[at + side + 1]! - corners[at + side]!);
      out[y * w + x] = Math.min(
        FOG_STEPS - 1,
        Math.floor(FOG_STEPS * (above + fy * (below - above))),
      );
    }
  }
  return out;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Steps from the middle to a corner. */
const RINGS = 64;

const ringTables = remembered((stops) =>
  Array.from({ length: RINGS }, (_, ring) => exposureTable(pow(2, (-stops * ring) / (RINGS - 1)))),
);

/** Less light away from the middle: 2^(−s·r²) of it, r = 1 at the corners. */
export const vignetting: Corruption = {
  id: "vignetting",
  words: "Vignetting",
  unit: "stops less light in the corners",
  neutral: 0,
  levels: [1, 1.75, 2.5, 3.5, 5],
  stream: 8,
  apply(picture, stops) {
    const { widthPx: w, heightPx: h, data } = picture;
    const tables = ringTables(stops);
    const corner = w * w + h * h;
    const out = new Uint8Array(data.length);
    for (let y = 0, i = 0; y < h; y++) {
      const dy = 2 * y + 1 - h;
      for (let x = 0; x < w; x++) {
        const dx = 2 * x + 1 - w;
        const table = tables[Math.floor(((dx * dx + dy * dy) / corner) * (RINGS - 1) + 0.5)]!;
        for (let c = 0; c < 3; c++, i++) out[i] = table[data[i]!]!;
      }
    }
    return withData(picture, out);
  },
};
