import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { metaRegression } from "../../src/statistics/meta-regression.js";
import { randomEffects } from "../../src/statistics/random-effects.js";

interface Case {
  readonly y: number[];
  readonly v: number[];
  readonly x: number[][];
  readonly expected: Record<"beta" | "se" | "low" | "high" | "p", number[]> & { tau2: number };
}

const { level, cases } = JSON.parse(
  readFileSync(new URL("../oracle/meta_regression.json", import.meta.url), "utf8"),
) as { level: number; cases: Case[] };

describe("a regression over places", () => {
  it.each(cases.map((one, i) => [i, one] as const))(
    "is where a search finds the restricted likelihood highest: case %i",
    (_, { y, v, x, expected }) => {
      const found = metaRegression(y, v, x, level)!;
      // A search stops where the likelihood no longer changes, which is before the variance does.
      expect(found.betweenVariance).toBeCloseTo(expected.tau2, 5);
      for (const [c, { value, low, high, standardError, p }] of found.coefficients.entries()) {
        expect(value).toBeCloseTo(expected.beta[c]!, 5);
        expect(standardError).toBeCloseTo(expected.se[c]!, 5);
        expect(low).toBeCloseTo(expected.low[c]!, 5);
        expect(high).toBeCloseTo(expected.high[c]!, 5);
        expect(p).toBeCloseTo(expected.p[c]!, 5);
      }
    },
  );

  it("is the mean of places with random effects where they have no property but to be there", () => {
    for (const { y, v } of cases) {
      const plain = randomEffects(y, v, level)!;
      const found = metaRegression(
        y,
        v,
        y.map(() => [1]),
        level,
      )!;
      expect(found.betweenVariance).toBeCloseTo(plain.betweenVariance, 10);
      expect(found.coefficients[0]!.value).toBeCloseTo(plain.mean, 10);
      expect(found.coefficients[0]!.standardError).toBeCloseTo(plain.knappHartungError, 10);
      expect(found.coefficients[0]!.low).toBeCloseTo(plain.average.low, 9);
    }
  });

  it("is none where properties say the same, or are as many as places", () => {
    const { y, v, x } = cases[1]!;
    expect(
      metaRegression(
        y,
        v,
        x.map((row) => [...row, row[1]! * 2 + 1]),
        level,
      ),
    ).toBeNull();
    expect(
      metaRegression(
        y,
        v,
        x.map((row) => [...row, 4]),
        level,
      ),
    ).toBeNull();
    expect(metaRegression(y.slice(0, 2), v.slice(0, 2), x.slice(0, 2), level)).toBeNull();
    expect(metaRegression([], [], [], level)).toBeNull();
    expect(() =>
      metaRegression(
        y,
        v.map(() => 0),
        x,
        level,
      ),
    ).toThrow(/above 0/);
  });

  it("holds the true slope in 19 of 20 worlds, and calls a slope of nothing one in as few", () => {
    const random = createRandom(8);
    const normal = () =>
      Math.sqrt(-2 * Math.log(random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    let [inside, called] = [0, 0];
    const worlds = 1000;
    for (let world = 0; world < worlds; world++) {
      const rows = Array.from({ length: 12 }, (_, i) => [1, i % 3 === 0 ? 1 : 0]);
      const v = rows.map((_, i) => 0.02 + 0.01 * (i % 5));
      const y = rows.map(
        ([, x = 0], i) => 1 + 0.7 * x + 0.5 * normal() + Math.sqrt(v[i]!) * normal(),
      );
      const none = y.map((value, i) => value - 0.7 * rows[i]![1]!);
      const slope = metaRegression(y, v, rows, 0.95)!.coefficients[1]!;
      if (slope.low <= 0.7 && slope.high >= 0.7) inside++;
      if (metaRegression(none, v, rows, 0.95)!.coefficients[1]!.p < 0.05) called++;
    }
    expect(inside / worlds).toBeGreaterThan(0.93);
    expect(inside / worlds).toBeLessThan(0.975);
    expect(called / worlds).toBeCloseTo(1 - inside / worlds, 9);
  });
});
