import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import {
  forecastSites,
  foreseeEach,
  logits,
  type SiteShare,
} from "../../src/statistics/next-site.js";
import { noncentralityAt, noncentralTCdf } from "../../src/statistics/noncentral-t.js";
import { normalCdf, studentCdf } from "../../src/statistics/quantiles.js";
import { randomEffects } from "../../src/statistics/random-effects.js";
import { describeWithShared } from "../support/shared-data.js";

const EXAMPLE: readonly SiteShare[] = [
  [92, 100],
  [180, 200],
  [45, 60],
  [160, 200],
  [270, 300],
  [71, 90],
].map(([k = 0, n = 1]) => ({ share: k / n, n }));

describe("the next place", () => {
  it("is the worked example of the methods", () => {
    const { next, atLeast, average, warnings } = forecastSites(EXAMPLE, 0.87);
    expect(next?.value).toBeCloseTo(0.854870551, 8);
    expect(next?.low).toBeCloseTo(0.548180958, 8);
    expect(next?.high).toBeCloseTo(0.966213523, 8);
    expect(atLeast?.probability).toBeCloseTo(0.421845447, 8);
    expect(atLeast?.low).toBeCloseTo(0.152625309, 8);
    expect(atLeast?.high).toBeCloseTo(0.724996717, 8);
    expect(average!.low).toBeLessThan(average!.value);
    expect(warnings).toEqual(["ledger/few-sites"]);
  });

  it("is not foreseen from four places, nor from places that all saw the same", () => {
    const none = { next: null, average: null, atLeast: null, warnings: ["ledger/too-few"] };
    for (const k of [0, 1, 2, 4]) expect(forecastSites(EXAMPLE.slice(0, k), 0.9)).toEqual(none);
    expect(forecastSites(Array(6).fill({ share: 0.9, n: 50 }), 0.9)).toEqual(none);
  });

  it("does not depend on the order of places, and turns round with hits and misses", () => {
    const { next } = forecastSites(EXAMPLE, null);
    const turned = forecastSites(
      EXAMPLE.map(({ share, n }) => ({ share: 1 - share, n })).reverse(),
      null,
    ).next;
    expect(turned!.low).toBeCloseTo(1 - next!.high, 12);
    expect(turned!.high).toBeCloseTo(1 - next!.low, 12);
  });

  it("is foreseen for each place from the others, as without that place", () => {
    const apart = [...EXAMPLE, { share: 1, n: 20 }, { share: 0.02, n: 4000 }];
    for (const [i, next] of foreseeEach(apart).entries()) {
      const slow = forecastSites(apart.toSpliced(i, 1), null).next!;
      for (const key of ["value", "low", "high"] as const) {
        expect(next![key]).toBeCloseTo(slow[key], 12);
      }
    }
    const odd = [...Array(7).fill({ share: 0.9, n: 50 }), { share: 0.2, n: 10 }];
    const each = foreseeEach(odd);
    expect(each[7]).toBeNull();
    expect(each[0]!.low).toBeCloseTo(forecastSites(odd.slice(1), null).next!.low, 12);
  });

  it("sees a threshold of 0 surely, and less often a higher one", () => {
    expect(forecastSites(EXAMPLE, 0).atLeast).toMatchObject({ probability: 1, low: 1, high: 1 });
    const likely = [0.5, 0.8, 0.95].map((t) => forecastSites(EXAMPLE, t).atLeast!.probability);
    expect(likely.toSorted((a, b) => b - a)).toEqual(likely);
  });

  it("lies inside about as often as said, where places are drawn alike", () => {
    const random = createRandom(17);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const draw = (): SiteShare => {
      const p = 1 / (1 + Math.exp(-(1.6 + 0.7 * normal())));
      let hits = 0;
      for (let i = 0; i < 150; i++) hits += random.uniform() < p ? 1 : 0;
      return { share: hits / 150, n: 150 };
    };
    const threshold = 0.75;
    let reached = 0;
    for (let i = 0; i < 20_000; i++) reached += draw().share >= threshold ? 1 : 0;
    const truth = reached / 20_000;
    let [inside, held] = [0, 0];
    const worlds = 800;
    for (let i = 0; i < worlds; i++) {
      const { next, atLeast } = forecastSites(Array.from({ length: 8 }, draw), threshold);
      const { share } = draw();
      if (next !== null && share >= next.low && share <= next.high) inside++;
      if (atLeast !== null && atLeast.low <= truth && atLeast.high >= truth) held++;
    }
    // How likely the threshold is reached: 94 to 96 %.
    expect(held / worlds).toBeGreaterThan(0.93);
    expect(held / worlds).toBeLessThan(0.97);
    // METHODS §8: 93.8–96.2 %; the simulation's own error is 0.8 points.
    expect(inside / worlds).toBeGreaterThan(0.93);
    expect(inside / worlds).toBeLessThan(0.97);
  });
});

describe("the noncentral t law", () => {
  it("is Student's without a shift, and turns round with signs", () => {
    for (const t of [-3, -0.2, 0, 1.5, 8]) {
      expect(noncentralTCdf(t, 7, 0)).toBeCloseTo(studentCdf(t, 7), 13);
      expect(noncentralTCdf(t, 7, 1.3)).toBeCloseTo(1 - noncentralTCdf(-t, 7, -1.3), 13);
    }
    expect(noncentralTCdf(0, 4, 2)).toBeCloseTo(normalCdf(-2), 14);
  });

  it("has the values of SciPy 1.11, also far out", () => {
    expect(noncentralTCdf(2, 10, 1)).toBeCloseTo(0.8076115625303752, 12);
    expect(noncentralTCdf(30, 29, 32)).toBeCloseTo(0.2841561110100401, 11);
    expect(noncentralTCdf(-1, 5, 0.5)).toBeCloseTo(0.08244409105672337, 12);
  });

  it("gives the noncentrality back", () => {
    for (const shift of [-4, 0, 2.5, 40]) {
      const p = noncentralTCdf(3, 9, shift);
      if (p > 1e-12 && p < 1 - 1e-12) expect(noncentralityAt(p, 3, 9)).toBeCloseTo(shift, 6);
    }
    for (const [p, t, df] of [
      [0.025, 3, 9],
      [0.975, -2, 4],
      [0.975, 0.1, 2],
      [0.025, 30, 5],
      [0.999, 30, 29],
      [1e-6, 2, 3],
    ] as const) {
      expect(noncentralTCdf(t, df, noncentralityAt(p, t, df)) / p).toBeCloseTo(1, 8);
    }
  });
});

describe("random effects", () => {
  it("have no variance between places where shares differ by less than chance", () => {
    const effects = randomEffects([0.1, 0.11, 0.09, 0.1], [0.2, 0.3, 0.25, 0.2], 0.95);
    expect(effects?.betweenVariance).toBe(0);
    expect(randomEffects([1], [1], 0.95)).toBeNull();
    expect(randomEffects([1, 2], [1, 1], 0.95)?.next).toBeNull();
  });
});

interface MetaCase {
  readonly id: string;
  readonly kind: string;
  readonly input: { readonly x: number[]; readonly n: number[]; readonly measure?: string };
  readonly expected: {
    readonly yi: number[];
    readonly vi: number[];
    readonly REML: {
      readonly mu: number;
      readonly tau2: number;
      readonly se: number;
      readonly se_hk_adhoc: number;
      readonly ci_hk_adhoc: [number, number];
      readonly pi_report: [number, number] | null;
    } | null;
  };
}

describeWithShared("meta-analyses of metafor", "oracles/i_meta.json", (path) => {
  it("come out the same: logits, variance, mean, intervals", async () => {
    const { readFile } = await import("node:fs/promises");
    const { cases } = JSON.parse(await readFile(path, "utf8")) as { cases: MetaCase[] };
    let compared = 0;
    for (const { id, kind, input, expected } of cases) {
      if (kind !== "meta") continue;
      if (input.measure === "PLO") {
        const { values, variances } = logits(
          input.x.map((x, i) => ({ share: x / input.n[i]!, n: input.n[i]! })),
        );
        for (const [i, y] of expected.yi.entries()) {
          expect(values[i], id).toBeCloseTo(y, 12);
          expect(variances[i], id).toBeCloseTo(expected.vi[i]!, 12);
        }
      }
      const effects = randomEffects(expected.yi, expected.vi, 0.95);
      const { REML } = expected;
      if (REML === null) {
        expect(effects, id).toBeNull();
        continue;
      }
      compared++;
      expect(effects?.betweenVariance, id).toBeCloseTo(REML.tau2, 6);
      expect(effects?.mean, id).toBeCloseTo(REML.mu, 6);
      expect(effects?.standardError, id).toBeCloseTo(REML.se, 6);
      expect(effects?.knappHartungError, id).toBeCloseTo(REML.se_hk_adhoc, 6);
      expect(effects?.average.low, id).toBeCloseTo(REML.ci_hk_adhoc[0], 6);
      expect(effects?.average.high, id).toBeCloseTo(REML.ci_hk_adhoc[1], 6);
      if (REML.pi_report === null) expect(effects?.next, id).toBeNull();
      else expect(effects?.next?.low, id).toBeCloseTo(REML.pi_report[0], 6);
    }
    expect(compared).toBeGreaterThan(8);
  });
});
