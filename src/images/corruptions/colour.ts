import { log10, pow } from "../../core/elementary.js";
import { type Corruption, newBytes, remembered, toByte, withData } from "./corruption.js";
import { exposureTable, mapped } from "./light.js";

/** Shares of red, green and blue that a sensor without an infrared filter sees under infrared light. */
const INFRARED = [0.6, 0.3, 0.1] as const;

/** Towards a grey picture of mostly red, as cameras take it at night: v + share·(grey − v). */
export const infrared: Corruption = {
  id: "infrared",
  words: "Infrared grey",
  unit: "of the colour lost",
  neutral: 0,
  levels: [0.2, 0.4, 0.6, 0.8, 1],
  stream: 9,
  apply(picture, share) {
    const { data } = picture;
    const out = newBytes(data.length);
    const [red, green, blue] = INFRARED;
    for (let i = 0; i < out.length; i += 3) {
      const r = data[i]!;
      const g = data[i + 1]!;
      const b = data[i + 2]!;
      const grey = red * r + green * g + blue * b;
      // Between 0 and 255, stored without its fraction.
      out[i] = r + share * (grey - r) + 0.5;
      out[i + 1] = g + share * (grey - g) + 0.5;
      out[i + 2] = b + share * (grey - b) + 0.5;
    }
    return withData(picture, out);
  },
};

/** A wrong white balance: half of the stops more light in red and less in blue, or the other way. */
export const colourCast: Corruption = {
  id: "colour-cast",
  words: "Colour cast",
  unit: "stops between red and blue",
  neutral: 0,
  levels: [0.4, 0.8, 1.2, 1.7, 2.4],
  stream: 10,
  apply(picture, stops, random) {
    const half = (random.uniform() < 0.5 ? -stops : stops) / 2;
    return mapped(picture, castTables(half));
  },
};

const castTables = remembered((half) =>
  [pow(2, half), 1, pow(2, -half)].map((times) => exposureTable(times)),
);

/** Optical density of haematoxylin, eosin and DAB in red, green and blue (Ruifrok & Johnston 2001). */
const STAINS = [
  [0.65, 0.7, 0.29],
  [0.07, 0.99, 0.11],
  [0.27, 0.57, 0.78],
] as const;
const DENSITY_STEPS = 4096;
const MOST_DENSITY = 3;

interface DensityTables {
  /** Of a value. */
  readonly density: Float64Array;
  /** Of a density in steps. */
  readonly values: Uint8Array;
}

let tables: DensityTables | null = null;

function densityTables(): DensityTables {
  tables ??= {
    density: Float64Array.from({ length: 256 }, (_, v) => -log10((v + 1) / 256)),
    values: Uint8Array.from({ length: DENSITY_STEPS + 1 }, (_, q) =>
      toByte(256 * pow(10, (-MOST_DENSITY * q) / DENSITY_STEPS) - 1),
    ),
  };
  return tables;
}

/**
 * Each stain of a slide stronger or weaker: the amounts of haematoxylin, eosin and DAB behind a pixel become
 * a·(1 + α) + β, with α and β drawn for each stain from [−σ, σ] (Tellez et al. 2018). Densities are −log₁₀((v + 1)/256).
 */
export const stainShift: Corruption = {
  id: "stain",
  words: "Stain shift",
  unit: "of a stain's amount (σ)",
  neutral: 0,
  levels: [0.05, 0.1, 0.2, 0.3, 0.45],
  stream: 11,
  apply(picture, sigma, random) {
    const times = STAINS.map(() => 1 + sigma * (2 * random.uniform() - 1));
    const plus = STAINS.map(() => sigma * (2 * random.uniform() - 1));
    const rows = STAINS.map((row) => unit(row));
    const inverse = inverted(rows);
    // Density d (a row) has the amounts d·M⁻¹; altered amounts a have the density a·M.
    const matrix = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) => {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += inverse[i]![k]! * times[k]! * rows[k]![j]!;
        return sum;
      }),
    );
    const offset = [0, 1, 2].map((j) => {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += plus[k]! * rows[k]![j]!;
      return sum;
    });
    const { density, values } = densityTables();
    const { data } = picture;
    const out = newBytes(data.length);
    const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix.flat() as unknown as NineNumbers;
    const [red, green, blue] = offset as unknown as readonly [number, number, number];
    for (let i = 0; i < out.length; i += 3) {
      const r = density[data[i]!]!;
      const g = density[data[i + 1]!]!;
      const b = density[data[i + 2]!]!;
      out[i] = values[stepOf(r * rr + g * gr + b * br + red)]!;
      out[i + 1] = values[stepOf(r * rg + g * gg + b * bg + green)]!;
      out[i + 2] = values[stepOf(r * rb + g * gb + b * bb + blue)]!;
    }
    return withData(picture, out);
  },
};

type NineNumbers = Readonly<Record<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8, number>> & Iterable<number>;

/** A density in steps, rounded and limited to those that there are. */
function stepOf(density: number): number {
  const step = ((density / MOST_DENSITY) * DENSITY_STEPS + 0.5) | 0;
  return Math.min(DENSITY_STEPS, Math.max(0, step));
}

function unit(row: readonly number[]): number[] {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return row.map((value) => value / length);
}

function inverted(m: readonly (readonly number[])[]): number[][] {
  const at = (i: number, j: number): number => m[i % 3]![j % 3]!;
  const cofactor = (i: number, j: number): number =>
    at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant =
    at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}
