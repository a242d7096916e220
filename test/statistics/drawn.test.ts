import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import {
  activeProbabilities,
  allocate,
  type Drawn,
  drawnError,
  drawnFloor,
  drawnWeights,
} from "../../src/statistics/drawn.js";
import { stratifiedMean } from "../../src/statistics/stratified.js";
import { throwsCode } from "../support/throws-code.js";

const estimate = (drawn: Drawn, values: ArrayLike<number>): number =>
  drawnWeights(drawn).reduce((sum, weight, i) => sum + weight * values[i]!, 0);

/** Every ordered draw without replacement by probabilities q, with how likely it is and its p_m. */
function draws(q: readonly number[], size: number) {
  const found: { order: number[]; chance: number; p: number[] }[] = [];
  const go = (order: number[], chance: number, p: number[]): void => {
    if (order.length === size) {
      found.push({ order, chance, p });
      return;
    }
    const left = q.reduce((sum, one, i) => (order.includes(i) ? sum : sum + one), 0);
    for (const [i, one] of q.entries()) {
      if (order.includes(i)) continue;
      go([...order, i], (chance * one) / left, [...p, one / left]);
    }
  };
  go([], 1, []);
  return found;
}

function subsets<T>(of: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return of.flatMap((one, i) => subsets(of.slice(i + 1), size - 1).map((more) => [one, ...more]));
}

/** Drawn and computed outside the project: `mean(loss/(N·q))` and its standard error. */
const ORACLE = {
  q: [
    0.0067039932960067045, 0.017960982039017963, 0.008369991630008372, 0.03143896856103144,
    0.010245989754010247, 0.015550984449015553, 0.007807992192007809, 0.020261979738020262,
    0.018954981045018957, 0.007894992105007895, 0.006192993807006194, 0.008509991490008511,
    0.013846986153013848, 0.0068089931910068095, 0.07161892838107163, 0.021243978756021246,
    0.03170396829603171, 0.012835987164012836, 0.020923979076020928, 0.02167697832302168,
    0.018031981968018033, 0.015681984318015686, 0.06628193371806627, 0.007612992387007613,
    0.012796987203012797, 0.020124979875020127, 0.023361976638023366, 0.01026098973901026,
    0.017255982744017257, 0.0354979645020355, 0.011174988825011174, 0.016239983760016244,
    0.0015899984100015902, 0.025481974518025485, 0.00537899462100538, 0.013913986086013914,
    0.007818992181007818, 0.046980953019046985, 0.033481966518033486, 0.022066977933022067,
    0.009244990755009246, 0.0753819246180754, 0.025423974576025424, 0.031083968916031088,
    0.01110898889101111, 0.0026469973530026474, 0.029572970427029575, 0.017283982716017287,
    0.015511984488015513, 0.011149988850011151,
  ],
  loss: [
    0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0,
    1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
  ],
  draws: [
    41, 8, 14, 43, 14, 12, 29, 26, 22, 3, 31, 31, 22, 22, 31, 37, 7, 25, 25, 22, 14, 0, 31, 13, 19,
    46, 33, 5, 46, 31,
  ],
};

const Q = [0.35, 0.1, 0.25, 0.12, 0.18];
const Y = [1, 0, 0.5, 1, 0];
const MEAN = 0.5;

describe("LURE", () => {
  it("has the weights of METHODS' example", () => {
    const drawn: Drawn = {
      kind: "lure",
      probability: Float64Array.of(0.2, 0.25, 0.3),
      pool: 10,
    };
    const weights = drawnWeights(drawn).map((weight) => 3 * weight);
    for (const [i, wanted] of [0.611111111, 0.513888889, 0.416666667].entries()) {
      expect(weights[i]).toBeCloseTo(wanted, 9);
    }
  });

  it.each([1, 2, 3, 4, 5])("is unbiased over every draw of %d of 5", (size) => {
    let mean = 0;
    let chances = 0;
    for (const { order, chance, p } of draws(Q, size)) {
      const drawn: Drawn = { kind: "lure", probability: Float64Array.from(p), pool: 5 };
      mean +=
        chance *
        estimate(
          drawn,
          order.map((i) => Y[i]!),
        );
      chances += chance;
    }
    expect(chances).toBeCloseTo(1, 12);
    expect(mean).toBeCloseTo(MEAN, 12);
  });

  it("has the error that its draws have, on the average", () => {
    let variance = 0;
    let estimated = 0;
    for (const { order, chance, p } of draws(Q, 3)) {
      const drawn: Drawn = { kind: "lure", probability: Float64Array.from(p), pool: 5 };
      const values = Float64Array.from(order, (i) => Y[i]!);
      variance += chance * (estimate(drawn, values) - MEAN) ** 2;
      estimated += chance * drawnError(drawn, values).error ** 2;
    }
    expect(estimated / variance).toBeGreaterThan(0.8);
    expect(estimated / variance).toBeLessThan(1.4);
  });

  it("is the mean itself where the whole pool is drawn", () => {
    const drawn: Drawn = {
      kind: "lure",
      probability: Float64Array.of(0.2, 0.5, 1),
      pool: 3,
    };
    expect(estimate(drawn, [1, 0, 1])).toBeCloseTo(2 / 3, 12);
    expect(drawnError(drawn, Float64Array.of(1, 0, 1))).toEqual({ error: 0, df: null });
  });

  it("of equal probabilities is a random sample's mean", () => {
    const n = 40;
    const pool = 100;
    const probability = Float64Array.from({ length: n }, (_, i) => 1 / (pool - i));
    const drawn: Drawn = { kind: "lure", probability, pool };
    expect([...drawnWeights(drawn)].every((weight) => Math.abs(weight - 1 / n) < 1e-12)).toBe(true);
    const values = Float64Array.from({ length: n }, (_, i) => Number(i % 4 === 0));
    const random = Math.sqrt((1 - n / pool) * ((0.25 * 0.75 * n) / (n - 1) / n));
    expect(drawnError(drawn, values).error / random).toBeCloseTo(1, 1);
  });
});

describe("Hansen and Hurwitz", () => {
  it("equals the oracle, draw by draw and with draws of one image together", () => {
    const { q, loss, draws: drawnAt } = ORACLE;
    const one: Drawn = {
      kind: "hansen-hurwitz",
      probability: Float64Array.from(drawnAt, (i) => q[i]!),
      times: new Int32Array(drawnAt.length).fill(1),
      pool: q.length,
    };
    const images = [...new Set(drawnAt)];
    const together: Drawn = {
      kind: "hansen-hurwitz",
      probability: Float64Array.from(images, (i) => q[i]!),
      times: Int32Array.from(images, (i) => drawnAt.filter((other) => other === i).length),
      pool: q.length,
    };
    for (const [drawn, units] of [
      [one, drawnAt],
      [together, images],
    ] as const) {
      const values = Float64Array.from(units, (i) => loss[i]!);
      expect(estimate(drawn, values)).toBeCloseTo(0.17258055948120837, 12);
      const { error, df } = drawnError(drawn, values);
      expect(error).toBeCloseTo(0.05801127429049442, 12);
      expect(df).toBe(29);
    }
  });

  it("is unbiased over every draw of 2 of 5", () => {
    let mean = 0;
    for (const [i, a] of Q.entries()) {
      for (const [j, b] of Q.entries()) {
        const drawn: Drawn = {
          kind: "hansen-hurwitz",
          probability: Float64Array.of(a, b),
          times: Int32Array.of(1, 1),
          pool: 5,
        };
        mean += a * b * estimate(drawn, [Y[i]!, Y[j]!]);
      }
    }
    expect(mean).toBeCloseTo(MEAN, 12);
  });
});

describe("strata", () => {
  it("have the mean, error and df of the oracle's cases", () => {
    const sizes = Float64Array.of(500, 80);
    const samples = [
      [1, 1, 0, 1, 1, 1],
      [0, 1, 0, 0, 1],
    ];
    const drawn: Drawn = {
      kind: "stratified",
      stratum: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1),
      sizes,
      pilot: null,
    };
    const values = Float64Array.from(samples.flat());
    expect(estimate(drawn, values)).toBeCloseTo(0.7735632183908046, 12);
    const { error, df } = drawnError(drawn, values);
    expect(error).toBeCloseTo(0.1465122777653877, 12);
    expect(df).toBeCloseTo(5.519467370169943, 12);
    const other = stratifiedMean(sizes, samples);
    expect([error, df]).toEqual([expect.closeTo(other.error, 12), expect.closeTo(other.df!, 12)]);
  });

  it("whose labels are all the same are not taken as sure", () => {
    const drawn: Drawn = {
      kind: "stratified",
      stratum: Int32Array.of(0, 0, 0, 1, 1, 1, 1),
      sizes: Float64Array.of(100, 40),
      pilot: null,
    };
    const values = Float64Array.of(1, 1, 1, 0, 1, 1, 0);
    // Three hits of three, and four images like the whole pool, 6/7 of which are right; s² = 1/3 of the other.
    const p = (3 + 4 * (6 / 7)) / 7;
    const variance = ((100 * 97) / 3) * p * (1 - p) + ((40 * 36) / 4) * (1 / 3);
    expect(drawnError(drawn, values).error).toBeCloseTo(Math.sqrt(variance) / 140, 12);
  });

  it("lend a single image the variance of the others", () => {
    const drawn: Drawn = {
      kind: "stratified",
      stratum: Int32Array.of(0, 1, 1, 1),
      sizes: Float64Array.of(10, 30),
      pilot: null,
    };
    const variance = 10 * 9 * 1 + ((30 * 27) / 3) * 1;
    const { error } = drawnError(drawn, Float64Array.of(5, 1, 2, 3));
    expect(error).toBeCloseTo(Math.sqrt(variance) / 40, 12);
  });

  it("have an unbiased mean where a pilot says how many more are drawn of each", () => {
    // Six units each, three of a pilot; what it saw sends two of the other three here or there.
    const y = [0, 1, 1, 0.5, 1, 1, 0, 0, 1, 0.2, 0, 1];
    const strata = [0, 1].map((h) => [...y.keys()].filter((i) => Math.floor(i / 6) === h));
    let [runs, mean, square, estimated] = [0, 0, 0, 0];
    for (const pilot of subsets([...y.keys()], 3)) {
      const isBad = pilot.some((i) => i < 6 && y[i] === 0);
      const rest = strata.map((units) => units.filter((i) => !pilot.includes(i)));
      const [more, less] = [subsets(rest[0]!, isBad ? 2 : 1), subsets(rest[1]!, isBad ? 1 : 2)];
      const chance = 1 / (220 * more.length * less.length);
      for (const a of more) {
        for (const b of less) {
          const units = [...pilot, ...a, ...b];
          const drawn: Drawn = {
            kind: "stratified",
            stratum: Int32Array.from(units, (i) => Math.floor(i / 6)),
            sizes: Float64Array.of(6, 6),
            pilot: Uint8Array.from(units, (_, at) => Number(at < 3)),
          };
          const values = Float64Array.from(units, (i) => y[i]!);
          const found = estimate(drawn, values);
          runs += chance;
          mean += chance * found;
          square += chance * found ** 2;
          estimated += chance * drawnError(drawn, values).error ** 2;
        }
      }
    }
    const truth = y.reduce((sum, one) => sum + one, 0) / y.length;
    expect(runs).toBeCloseTo(1, 12);
    expect(mean).toBeCloseTo(truth, 12);
    expect(estimated / (square - truth ** 2)).toBeGreaterThan(0.8);
    expect(estimated / (square - truth ** 2)).toBeLessThan(1.25);
  });

  it("are refused where one was not drawn from", () => {
    const drawn: Drawn = {
      kind: "stratified",
      stratum: Int32Array.of(0, 0),
      sizes: Float64Array.of(10, 30),
      pilot: null,
    };
    expect(() => drawnWeights(drawn)).toThrow(throwsCode("argument/out-of-range"));
  });

  it("say how little the least drawn part of a pool amounts to", () => {
    const stratum = Int32Array.of(0, 0, 0, 1);
    const sizes = Float64Array.of(50, 50);
    expect(drawnFloor({ kind: "stratified", stratum, sizes, pilot: null })).toBe(0.5);
    expect(drawnFloor({ kind: "lure", probability: Float64Array.of(0.1), pool: 10 })).toBe(0.2);
  });
});

describe("probabilities by confidence", () => {
  it("sum to 1, fall with confidence and keep a fifth for everybody", () => {
    const q = activeProbabilities(Float64Array.of(0, 0.5, 0.9, 0.999, 1));
    expect(q.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect([...q].sort((a, b) => b - a)).toEqual([...q]);
    expect(q[3]).toBe(q[4]);
    for (const one of q) expect(one).toBeGreaterThanOrEqual(0.2 / 5);
    const even = activeProbabilities(Float64Array.of(0.7, 0.7));
    expect([...even]).toEqual([0.5, 0.5]);
  });
});

describe("allocation", () => {
  it("keeps to its borders and its sum, near to what is wished", () => {
    const random = createRandom(3, 1);
    for (let run = 0; run < 300; run++) {
      const H = 1 + random.below(6);
      const most = Array.from({ length: H }, () => 1 + random.below(40));
      const least = most.map((of) => random.below(of + 1));
      const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
      const n = sum(least) + random.below(sum(most) - sum(least) + 1);
      const wish = most.map(() => (random.uniform() * 2 * n) / H);
      const given = [...allocate(wish, least, most, n)];
      expect(sum(given)).toBe(n);
      for (const [h, one] of given.entries()) {
        expect(one).toBeGreaterThanOrEqual(least[h]!);
        expect(one).toBeLessThanOrEqual(most[h]!);
      }
    }
    expect([...allocate([2.4, 3.6], [0, 0], [9, 9], 6)]).toEqual([2, 4]);
  });
});
