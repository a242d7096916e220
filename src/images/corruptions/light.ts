import { exp, pow } from "../../core/elementary.js";
import type { Random } from "../../core/random.js";
import type { Pixels } from "../pixel-decoder.js";
import {
  type Corruption,
  newBytes,
  oncePerPicture,
  remembered,
  toByte,
  withData,
} from "./corruption.js";

/** Light behind a value of 0 … 255, in [0, 1] (IEC 61966-2-1, sRGB). */
export function lightOf(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/** The value, not rounded, that shows so much light. */
function valueOfLight(light: number): number {
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
  const out = newBytes(data.length);
  const [red, green, blue] = tables as readonly [Uint8Array, Uint8Array, Uint8Array];
  for (let i = 0; i < out.length; i += 3) {
    out[i] = red[data[i]!]!;
    out[i + 1] = green[data[i + 1]!]!;
    out[i + 2] = blue[data[i + 2]!]!;
  }
  return withData(picture, out);
}

/** One table for all channels, by which two values at a time become what they become. */
const exposurePairs = remembered((stops) => {
  const table = exposureTable(pow(2, stops));
  const pairs = new Uint16Array(2 ** 16);
  for (let upper = 0, at = 0; upper < 256; upper++) {
    const shown = table[upper]! << 8;
    for (let lower = 0; lower < 256; lower++) pairs[at++] = shown | table[lower]!;
  }
  return pairs;
});

function exposed(picture: Pixels, stops: number): Pixels {
  const { data } = picture;
  const pairs = exposurePairs(stops);
  const out = newBytes(data.length);
  const count = data.length >> 1;
  // Which of two bytes is the upper one does not matter: both become the same, each in its place.
  const even = data.byteOffset % 2 === 0 ? data : data.slice();
  const from = new Uint16Array(even.buffer, even.byteOffset, count);
  const to = new Uint16Array(out.buffer, out.byteOffset, count);
  for (let i = 0; i < count; i++) to[i] = pairs[from[i]!]!;
  if (data.length % 2 === 1) out[data.length - 1] = pairs[data[data.length - 1]!]! & 255;
  return withData(picture, out);
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
export const channelMeans = oncePerPicture(({ data }): readonly number[] => {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < data.length; i += 3) {
    red += data[i]!;
    green += data[i + 1]!;
    blue += data[i + 2]!;
  }
  return [red, green, blue].map((sum) => sum / Math.max(1, data.length / 3));
});

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
  apply: (picture, depth, random) => byTables(picture, fieldOf(picture, random), fogTables(depth)),
};

/** What each value becomes at each step of the field. */
const fogTables = remembered((depth) => {
  const tables = new Uint8Array(FOG_STEPS * 256);
  for (let q = 0, at = 0; q < FOG_STEPS; q++) {
    const t = exp(-depth * (0.5 + (q + 0.5) / FOG_STEPS));
    const haze = FOG_VALUE * (1 - t);
    for (let v = 0; v < 256; v++, at++) tables[at] = toByte(v * t + haze);
  }
  return tables;
});

/** Each pixel by the table that a map of the picture gives it. @param tables of 256 values, one behind the other */
function byTables(picture: Pixels, map: Uint8Array, tables: Uint8Array): Pixels {
  const { data } = picture;
  const out = newBytes(data.length);
  for (let at = 0, i = 0; i < out.length; at++, i += 3) {
    const table = map[at]! << 8;
    out[i] = tables[table | data[i]!]!;
    out[i + 1] = tables[table | data[i + 1]!]!;
    out[i + 2] = tables[table | data[i + 2]!]!;
  }
  return withData(picture, out);
}

const FIELD_SIDE = FOG_CELLS + 2;

/** The field that was made last: severities draw the same corners. */
let lastField: Field | null = null;

interface Field {
  readonly corners: Float64Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Uint8Array;
}

function fieldOf({ widthPx, heightPx }: Pixels, random: Random): Uint8Array {
  const corners = Float64Array.from({ length: FIELD_SIDE * FIELD_SIDE }, () => random.uniform());
  const isLast =
    lastField?.widthPx === widthPx &&
    lastField.heightPx === heightPx &&
    lastField.corners.every((value, at) => value === corners[at]);
  if (!isLast) {
    lastField = { corners, widthPx, heightPx, values: smoothField(widthPx, heightPx, corners) };
  }
  return lastField!.values;
}

/** Numbers 0 … 255 at random corners of squares, and between them smoothly. */
function smoothField(w: number, h: number, corners: Float64Array): Uint8Array {
  const cell = Math.max(w, h) / FOG_CELLS;
  const side = FIELD_SIDE;
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

const ringTables = remembered((stops) => {
  const tables = new Uint8Array(RINGS * 256);
  for (let ring = 0; ring < RINGS; ring++) {
    tables.set(exposureTable(pow(2, (-stops * ring) / (RINGS - 1))), ring * 256);
  }
  return tables;
});

/** Which ring each pixel of a picture lies in. */
const ringsOf = oncePerPicture(({ widthPx: w, heightPx: h }) => {
  const corner = w * w + h * h;
  const rings = new Uint8Array(w * h);
  for (let y = 0, at = 0; y < h; y++) {
    const dy = 2 * y + 1 - h;
    for (let x = 0; x < w; x++, at++) {
      const dx = 2 * x + 1 - w;
      rings[at] = ((dx * dx + dy * dy) / corner) * (RINGS - 1) + 0.5; // stored without its fraction
    }
  }
  return rings;
});

/** Less light away from the middle: 2^(−s·r²) of it, r = 1 at the corners. */
export const vignetting: Corruption = {
  id: "vignetting",
  words: "Vignetting",
  unit: "stops less light in the corners",
  neutral: 0,
  levels: [1, 1.75, 2.5, 3.5, 5],
  stream: 8,
  apply: (picture, stops) => byTables(picture, ringsOf(picture), ringTables(stops)),
};
