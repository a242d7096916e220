import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/claim.js";
import { type ClaimCheckOptions, checkClaims } from "../../src/claims/claim-check.js";
import { claimLimits } from "../../src/claims/claim-limits.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { levelQuantile } from "../../src/statistics/quantiles.js";
import { throwsCode } from "../support/throws-code.js";
import { claim, clusterEstimator, fixedEstimator, shareEstimator } from "./support/estimators.js";

/** METHODS §1.4, examples 1, 4 and 5. */
const EXAMPLE_1 = clusterEstimator(Array(8).fill(20), [20, 18, 19, 12, 20, 20, 17, 20]);
const RIGHT_4 = [36, 38, 30, 39, 40, 35, 28, 37, 36, 40, 33, 39, 38, 36, 31, 37, 40, 34, 38, 36];
const EXAMPLE_4 = clusterEstimator(Array(20).fill(40), RIGHT_4);
const EXAMPLE_5 = clusterEstimator(
  [12, 7, 20, 3, 15, 9, 30, 11, 18, 5, 14, 8],
  [1, 0, 3, 0, 2, 4, 2, 0, 5, 0, 1, 0],
);

function check(local: Estimator, against: Claim, options?: ClaimCheckOptions) {
  return checkClaims([{ claim: against, local }], options)[0]!;
}

/** An exact claim whose limit c − δ is r, at the default tolerance. */
const at = (r: number): Claim => claim(r + 0.05);

describe("the difference from a claim", () => {
  // METHODS §3 and METHODS-examples 3.1–3.4.
  it("squares and adds the distances of both intervals", () => {
    const verdict = check(shareEstimator(78, 100), claim(0.94, { kind: "counts", k: 188, n: 200 }));
    expect(verdict.difference).toBeCloseTo(-0.16, 12);
    expect(verdict.low).toBeCloseTo(-0.25417878, 8);
    expect(verdict.high).toBeCloseTo(-0.078412797, 8);
    expect(verdict.claim).toMatchObject({ kind: "claim", n: 200 });
    expect(verdict.warnings).toEqual([]);
  });

  it("takes a bare value as a point, and says so", () => {
    const verdict = check(shareEstimator(78, 100), claim(0.94));
    expect(verdict.low).toBeCloseTo(-0.250703535, 8);
    expect(verdict.high).toBeCloseTo(-0.0900128238, 8);
    expect(verdict.claim).toMatchObject({ low: null, high: null, n: null });
    expect(verdict.warnings).toEqual(["interval/claim-as-point"]);
  });

  it("uses a record's clusters", () => {
    const record = {
      kind: "clusters",
      size: Float64Array.from(Array(10).fill(100)),
      hits: Float64Array.of(97, 92, 99, 95, 88, 98, 96, 99, 94, 97),
    } as const;
    const limits = claimLimits(claim(0.955, record), 0.95);
    expect(limits.low).toBeCloseTo(0.91050073, 8);
    expect(limits.high).toBeCloseTo(0.977910882, 8);
    const verdict = check(EXAMPLE_4, claim(0.955, record));
    expect(verdict.difference).toBeCloseTo(-0.05375, 12);
    expect(verdict.low).toBeCloseTo(-0.106014635, 8);
    expect(verdict.high).toBeCloseTo(0.00164909604, 8);
  });

  it("is positive for better where lower is better", () => {
    const local = fixedEstimator(
      { value: 0.52, low: 0.44, high: 0.6, u: 0.52, nu: 100 },
      { direction: "lower-is-better" },
    );
    const verdict = check(local, claim(0.45));
    expect(verdict.difference).toBeCloseTo(-0.07, 12);
    expect(verdict.low).toBeCloseTo(-0.15, 12);
    expect(verdict.high).toBeCloseTo(0.01, 12);
  });

  it("stretches a published interval to another level", () => {
    const published = { kind: "interval", low: 0.8, high: 0.94, level: 0.95, n: null } as const;
    const limits = claimLimits(claim(0.9, published), 0.99);
    const ratio = normalQuantile(0.995) / normalQuantile(0.975);
    expect(limits.low).toBeCloseTo(0.9 - 0.1 * ratio, 12);
    expect(limits.high).toBeCloseTo(0.9 + 0.04 * ratio, 12);
    expect(claimLimits(claim(0.9, published), 0.95)).toMatchObject({ low: 0.8, high: 0.94 });
  });
});

describe("the verdict, independent images", () => {
  // METHODS §4.3 and METHODS-examples 4.1: exact claims at which c − δ is r.
  it.each([
    [285, 300, 0.9, "holds", null, null],
    [36, 40, 0.9, "cannot-tell", "verdict/more-labels", 1191],
    [196, 200, 0.87, "holds", null, null],
    [30, 60, 0.9, "fails", null, null],
    [22, 73, 0.894, "fails", null, null],
    [78, 100, 0.85, "fails", null, null],
    [49, 50, 0.92, "cannot-tell", "verdict/more-labels", 96],
  ] as const)("%d of %d against %d: %s", (k, n, r, verdict, reason, moreLabels) => {
    expect(check(shareEstimator(k, n), at(r))).toMatchObject({
      verdict,
      reason,
      moreLabels,
      moreClusters: null,
      level: 0.95,
      mode: "fixed",
    });
  });

  it("needs the guard where the interval alone would decide", () => {
    // Wilson's upper limit of 24/25 is 0.9929 < 0.9935, but P(X ≤ 24 | 25, 0.9935) = 0.1504 (scipy).
    const verdict = check(shareEstimator(24, 25), claim(0.9935, undefined, { tolerance: 0 }));
    expect(verdict.high).toBeLessThan(0);
    expect(verdict.verdict).toBe("cannot-tell");
  });

  it("cannot hold where the claim's own error is as large as what must be told apart", () => {
    const small = claim(45 / 50, { kind: "counts", k: 45, n: 50 });
    expect(check(shareEstimator(88, 100), small)).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/claim-too-uncertain",
      moreLabels: null,
      moreClusters: null,
    });
  });

  it("weighs the side of the claim's interval that faces the local figure", () => {
    const wide = { kind: "interval", low: 0.6, high: 0.91, level: 0.95, n: null } as const;
    expect(check(shareEstimator(80, 100), claim(0.9, wide))).toMatchObject({
      reason: "verdict/claim-too-uncertain",
    });
    expect(check(shareEstimator(88, 100), claim(0.9, wide))).toMatchObject({
      reason: "verdict/more-labels",
    });
  });

  it("checks a requirement without tolerance and without an error of its own", () => {
    const required = claim(0.9, { kind: "requirement" }, { tolerance: 0 });
    const verdict = check(shareEstimator(285, 300), required);
    expect(verdict).toMatchObject({ verdict: "holds", tolerance: 0, warnings: [] });
    expect(verdict.claim.kind).toBe("requirement");
    expect(verdict.low).toBeCloseTo(0.919152967 - 0.9, 8);
    // By §4.2 with d = 0.025: ((1.95996·0.3 + 0.84162·√(p̃q̃))/0.025)², p̃ = 38/44.
    expect(check(shareEstimator(36, 40), required).moreLabels).toBe(1191);
  });

  it("mirrors where lower is better", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.99, noNaN: true }),
        (n, share, c) => {
          const k = Math.round(n * share);
          const right = shareEstimator(k, n);
          const wrong: Estimator = {
            ...shareEstimator(n - k, n),
            direction: "lower-is-better",
          };
          const a = check(right, claim(c));
          const b = check(wrong, claim(1 - c));
          expect([b.verdict, b.reason]).toEqual([a.verdict, a.reason]);
          expect(b.low).toBeCloseTo(a.low!, 9);
          expect(b.high).toBeCloseTo(a.high!, 9);
        },
      ),
    );
  });

  it("leaves a loss as it is that the unit scale has turned already", () => {
    // Brier score as 1 − B/2: B = 0.2 is u = 0.9.
    const brier = fixedEstimator(
      { value: 0.2, low: 0.1617, high: 0.2453, u: 0.9, nu: 300 },
      { direction: "lower-is-better", range: [0, 2], toUnit: (value) => 1 - value / 2 },
    );
    expect(check(brier, claim(0.25)).verdict).toBe("holds");
    expect(check(brier, claim(0.05)).verdict).toBe("fails");
  });

  it("never says both, and a better figure never turns holds into fails", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        (n, c) => {
          const words = Array.from(
            { length: n + 1 },
            (_, k) => check(shareEstimator(k, n), claim(c)).verdict,
          );
          const rank = { fails: 0, "cannot-tell": 1, holds: 2 };
          for (let k = 1; k <= n; k++) {
            expect(rank[words[k]!]).toBeGreaterThanOrEqual(rank[words[k - 1]!]);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("the verdict, clusters", () => {
  // METHODS §4.3 with METHODS-2 A7: P of no. 4 against 0.75 is .0278, against 0.85 .3379, for *fails*
  // against 0.95 .0019; of no. 5 against 0.3 .0997. Plans by the formulas of A7.4 in Python.
  it.each([
    ["1", 0.8, EXAMPLE_1, "cannot-tell", "verdict/more-clusters", 30 - 8],
    ["4", 0.85, EXAMPLE_4, "cannot-tell", "verdict/unseen-clusters", 63 - 20],
    ["4", 0.75, EXAMPLE_4, "holds", null, null],
    ["4", 0.95, EXAMPLE_4, "fails", null, null],
    ["5", 0.3, EXAMPLE_5, "cannot-tell", "verdict/unseen-clusters", 16 - 12],
  ] as const)("example %s against %d", (_name, r, local, verdict, reason, moreClusters) => {
    expect(check(local, at(r))).toMatchObject({ verdict, reason, moreClusters, moreLabels: null });
  });

  it("asks on either side whether one more cluster could turn it", () => {
    // Six clusters of 50 in 100 fail by (1 + (r − .5)/(1 − r))^−6: .262, .083, .0156.
    const local = clusterEstimator(Array(6).fill(100), Array(6).fill(50));
    expect(check(local, at(0.6))).toMatchObject({ reason: "verdict/unseen-clusters" });
    expect(check(local, at(0.67))).toMatchObject({ reason: "verdict/unseen-clusters" });
    expect(check(local, at(0.75)).verdict).toBe("fails");
  });

  it("takes the score that no site is said to fall below", () => {
    // METHODS-2 A7: P of no. 4 against .85 is .104 with S = .5, .0241 with S = .7.
    const worst = (worstSite: number, r = 0.85) => check(EXAMPLE_4, at(r), { worstSite });
    expect(worst(0.5)).toMatchObject({
      reason: "verdict/unseen-clusters",
      moreClusters: 31 - 20,
      worstSite: 0.5,
    });
    expect(worst(0.7)).toMatchObject({ verdict: "holds", worstSite: 0.7 });
    expect(check(EXAMPLE_4, at(0.85))).not.toHaveProperty("worstSite");
    expect(check(shareEstimator(9, 10), at(0.85), { worstSite: 0.5 })).not.toHaveProperty(
      "worstSite",
    );
  });

  it("refuses a worst score that is what is asked", () => {
    const worst = (worstSite: number) => check(EXAMPLE_4, at(0.6), { worstSite });
    expect(worst(0.6)).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/worst-site",
      moreClusters: null,
    });
    expect(worst(0.59).verdict).toBe("holds");
    expect(check(EXAMPLE_4, at(0.95), { worstSite: 0.97 })).toMatchObject({
      reason: "verdict/worst-site",
    });
    expect(() => worst(Number.NaN)).toThrow(throwsCode("argument/not-a-number"));
  });

  it("refuses a worst score that one of the clusters is surely below", () => {
    // Nineteen of 40 of 40 and one of 18 of 40: Clopper–Pearson's upper limit at .05/20 is .67703 (scipy).
    const local = clusterEstimator(Array(20).fill(40), [18, ...Array(19).fill(40)]);
    expect(check(local, at(0.7), { worstSite: 0.68 })).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/worst-site-seen",
    });
    expect(check(local, at(0.7), { worstSite: 0.67 }).verdict).toBe("holds");
  });

  it("says how common an unseen kind of site may be where that alone is open", () => {
    // (L − r)/(L − S) with L = .85427465 of no. 4; 1 − .05^(1/20).
    const { unseenKind } = check(EXAMPLE_4, at(0.85), { worstSite: 0.5 });
    expect(unseenKind).toMatchObject({ verdict: "holds", score: 0.5 });
    expect(unseenKind?.share).toBeCloseTo(0.012065921, 8);
    expect(unseenKind?.excluded).toBeCloseTo(0.13910834066826516, 12);
    expect(check(EXAMPLE_4, at(0.75))).not.toHaveProperty("unseenKind");
    // (r − H)/(1 − H) of no. 5, H = .273346935.
    const fails = check(EXAMPLE_5, at(0.3)).unseenKind;
    expect(fails).toMatchObject({ verdict: "fails", score: 1 });
    expect(fails?.share).toBeCloseTo(0.036679216, 8);
  });

  it("does not say holds where bigger clusters do worse", () => {
    // Sizes 10 to 120, wrong from 0 to 23 %: r of A9 −.953 in Python, P ≤ .0031.
    const size = Array.from({ length: 12 }, (_, g) => 10 * (g + 1));
    const wrong = [0, 0, 0, 1, 2, 4, 7, 10, 14, 18, 23, 28];
    const right = size.map((m, g) => m - wrong[g]!);
    expect(check(clusterEstimator(size, right), at(0.5))).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/size-related",
    });
    expect(check(clusterEstimator(size, wrong), at(0.5))).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/size-related",
    });
  });

  it("wants more clusters where far too many images would be needed in these", () => {
    // By the formulas of METHODS §4.2 in Python: m' 33.03 > 10·n/G = 20; G' 4255.
    const hits = [...Array(280).fill(2), ...Array(120).fill(1)];
    const local = clusterEstimator(Array(400).fill(2), hits);
    const verdict = check(local, claim(0.8588, undefined, { tolerance: 0.02 }));
    expect(verdict).toMatchObject({
      reason: "verdict/more-clusters",
      moreLabels: null,
      moreClusters: 3855,
    });
  });

  it("plans more images in the same clusters where that can decide", () => {
    // 102 of 120 in 60 clusters of two, none all wrong: icc 0, no floor. The formulas of METHODS
    // §4.2 in Python with scipy's quantiles: m' 8.08084485, G' 246.
    const hits = [...Array(42).fill(2), ...Array(18).fill(1)];
    const verdict = check(clusterEstimator(Array(60).fill(2), hits), at(0.8));
    expect(verdict).toMatchObject({
      reason: "verdict/more-labels",
      moreLabels: 365,
      moreClusters: 186,
    });
  });

  it("refuses below five clusters, and says how many more", () => {
    const verdict = check(clusterEstimator([50, 50, 50, 50], [50, 49, 50, 48]), at(0.5));
    expect(verdict).toMatchObject({ verdict: "cannot-tell", reason: "verdict/too-few-clusters" });
    expect(verdict.moreClusters).toBeGreaterThanOrEqual(1);
  });

  it("has no verdict without an interval", () => {
    const verdict = check(clusterEstimator([50, 50], [50, 49]), at(0.5));
    expect(verdict).toMatchObject({ reason: "verdict/no-interval", low: null, high: null });
    expect(verdict.difference).toBeCloseTo(0.99 - 0.55, 12);
  });
});

describe("other families of metrics", () => {
  it("refuses a mean over labels of which too many are rare, and says which", () => {
    const numbers = { value: 0.95, low: 0.93, high: 0.97, u: 0.95, nu: 400 };
    const few = { few: 3, of: 20, names: ["lynx", "owl", "boar"], least: 3 };
    const refused = check(
      fixedEstimator({ ...numbers, fewLabels: { ...few, tooMany: true } }),
      at(0.8),
    );
    expect(refused).toMatchObject({ reason: "verdict/few-of-a-class", fewLabels: few });
    expect(refused.fewLabels).not.toHaveProperty("tooMany");
    const judged = check(
      fixedEstimator({ ...numbers, fewLabels: { ...few, tooMany: false } }),
      at(0.8),
    );
    expect(judged.verdict).toBe("holds");
    expect(judged).not.toHaveProperty("fewLabels");
  });

  it("refuses a biased metric and a missing value", () => {
    const biased = {
      low: null,
      high: null,
      warnings: ["interval/biased"],
      family: "none",
    } as const;
    expect(check(fixedEstimator({ ...biased, value: 0.1 }), at(0.8))).toMatchObject({
      reason: "verdict/metric-biased",
    });
    const none = fixedEstimator({ value: null, low: null, high: null, family: "none" });
    expect(check(none, at(0.8))).toMatchObject({ reason: "verdict/no-interval", difference: null });
  });

  const t = (carriers: number, clusters: number | null = null): Estimator =>
    fixedEstimator(
      { value: 3, low: 2.5, high: 3.5, family: "t", carriers, clusters, n: 400 },
      { direction: "lower-is-better", range: [0, Number.POSITIVE_INFINITY], toUnit: null },
    );

  it("decides a t metric by its interval alone, if enough units carry it", () => {
    expect(check(t(25), claim(3.2, undefined, { tolerance: 1 })).verdict).toBe("holds");
    expect(check(t(25), claim(1.4, undefined, { tolerance: 1 })).verdict).toBe("fails");
    expect(check(t(24.9), claim(3.2, undefined, { tolerance: 1 }))).toMatchObject({
      reason: "verdict/few-units-carry-it",
    });
    expect(check(t(30, 9), claim(3.2, undefined, { tolerance: 1 }))).toMatchObject({
      reason: "verdict/too-few-clusters",
    });
    expect(check(t(30, 10), claim(3.2, undefined, { tolerance: 1 })).verdict).toBe("holds");
  });

  it("plans for a t metric by the width of its interval", () => {
    // d = max(|−3 + 3.1|, 0.3/2) = 0.15: n·(((z + z₈)/(2z))·(1/0.15))², −400.
    const z = levelQuantile(0.95);
    const wanted = 400 * ((z + normalQuantile(0.8)) / (2 * z) / 0.15) ** 2;
    const verdict = check(t(50), claim(2.8, undefined, { tolerance: 0.3 }));
    expect(verdict).toMatchObject({ reason: "verdict/more-labels" });
    expect(verdict.moreLabels).toBe(Math.ceil(wanted) - 400);
  });

  it("guards a failure-aware mean on its failures", () => {
    const dice = (k: number): Estimator =>
      fixedEstimator({
        value: 0.88,
        low: 0.86,
        high: 0.9,
        u: 0.88,
        nu: null,
        family: "mean-failure",
        n: 60,
        failures: { k, n: 60, othersMean: 0.92, drop: 0.9 },
      });
    // r = 0.85: f_r = 0.0778; scipy binom(60, 0.0777778): P(X ≤ 1) = 0.0471, P(X ≤ 2) = 0.1448.
    expect(check(dice(1), at(0.85)).verdict).toBe("holds");
    expect(check(dice(2), at(0.85)).verdict).toBe("cannot-tell");
    // r = 0.91: f_r = 0.0111; P(X ≥ 3) = 0.0294, P(X ≥ 2) = 0.1437.
    expect(check(dice(3), at(0.91)).verdict).toBe("fails");
    expect(check(dice(2), at(0.91)).verdict).toBe("cannot-tell");
    // Where the others' mean is below the limit too, no number of failures explains it.
    expect(check(dice(0), at(0.93)).verdict).toBe("fails");
  });

  it("maps class F1 to the share J = F/(2 − F)", () => {
    // METHODS §2.7: F1 0.810810811 is J = 30/44.
    const toUnit = (f: number) => f / (2 - f);
    const local = fixedEstimator(
      { value: 60 / 74, low: 0.696585282, high: 0.888893162, u: 30 / 44, nu: 44, n: 44 },
      { toUnit, id: "f1" },
    );
    const verdict = check(local, claim(0.95));
    // r = J(0.9) = 0.818…: by §4.2, p̃ = 32/48, d = 0.818… − 0.6818…
    const r = 0.9 / 1.1;
    const d = r - 30 / 44;
    const p = 32 / 48;
    const nu =
      ((normalQuantile(0.975) * Math.sqrt(r * (1 - r)) +
        normalQuantile(0.8) * Math.sqrt(p * (1 - p))) /
        d) **
      2;
    expect(verdict.moreLabels ?? 0).toBe(verdict.verdict === "fails" ? 0 : Math.ceil(nu) - 44);
    expect(verdict.verdict).toBe("fails");
  });
});

describe("several claims at once", () => {
  /** A normal mean 0 with the standard error at which its two-sided p against −δ is given. */
  function ofP(p: number): Estimator {
    const se = 0.05 / normalQuantile(1 - p / 2);
    return {
      ...shareEstimator(1, 2),
      toUnit: null,
      at: (level) => ({
        ...fixedEstimator({ value: 0, low: 0, high: 0 }).at(level),
        low: -levelQuantile(level) * se,
        high: levelQuantile(level) * se,
        family: "t",
        carriers: 100,
      }),
    };
  }
  const verdicts = (...p: number[]) =>
    checkClaims(p.map((each) => ({ claim: claim(0), local: ofP(each) })));

  it("goes by Holm in rounds: 0.012, 0.03, 0.004 are decided at 0.9833, 0.95, 0.9833", () => {
    const found = verdicts(0.012, 0.03, 0.004);
    expect(found.map((v) => v.verdict)).toEqual(["holds", "holds", "holds"]);
    expect(found.map((v) => v.level.toFixed(4))).toEqual(["0.9833", "0.9500", "0.9833"]);
  });

  it("agrees with Holm's adjusted p on any set", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 0.9, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (p) => {
          const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
          let worst = 0;
          const decided = p.map(() => false);
          for (const [rank, i] of order.entries()) {
            worst = Math.max(worst, (p.length - rank) * p[i]!);
            decided[i] = worst < 0.05;
          }
          expect(verdicts(...p).map((v) => v.verdict === "holds")).toEqual(decided);
        },
      ),
    );
  });

  it("shows the interval at the run's level all the same", () => {
    const [alone] = verdicts(0.012);
    const [among] = verdicts(0.012, 0.5, 0.6);
    expect(among!.low).toBe(alone!.low);
    expect(among!.level).toBeCloseTo(1 - 0.05 / 3, 12);
  });

  it("judges a claim that was looked at before at a fifth of the error", () => {
    const at99 = (p: number, lookedBefore = true, rest: { level?: number } = {}) =>
      checkClaims([{ claim: claim(0), local: ofP(p), lookedBefore }], rest)[0]!;
    expect(at99(0.03, false)).toMatchObject({ verdict: "holds", level: 0.95 });
    expect(at99(0.03)).toMatchObject({
      verdict: "cannot-tell",
      level: 0.99,
      warnings: ["interval/claim-as-point", "interval/looked-before"],
    });
    expect(at99(0.009)).toMatchObject({ verdict: "holds", level: 0.99 });
    expect(at99(0.03).low).toBe(at99(0.03, false).low); // shown at the run's level
    expect(at99(0.03, true, { level: 0.8 })).toMatchObject({ verdict: "holds" });
  });

  it("shares the error of a later look among claims", () => {
    const found = checkClaims(
      [0.003, 0.012, 0.02].map((p, i) => ({
        claim: claim(0),
        local: ofP(p),
        lookedBefore: i < 2,
      })),
    );
    // Errors in rounds: .01/3, .01/3, .05/3; .01/2, .05/2; .01.
    expect(found.map(({ verdict, level }) => [verdict, level.toFixed(5)])).toEqual([
      ["holds", "0.99667"],
      ["cannot-tell", "0.99000"],
      ["holds", "0.97500"],
    ]);
  });

  it("plans for the level of a later look", () => {
    // METHODS §4.2 with z(.995) for 36 of 40 against .9.
    const nu =
      ((levelQuantile(0.99) * 0.3 + normalQuantile(0.8) * Math.sqrt((38 / 44) * (6 / 44))) /
        0.025) **
      2;
    const [later] = checkClaims([
      { claim: at(0.9), local: shareEstimator(36, 40), lookedBefore: true },
    ]);
    expect(later!.moreLabels).toBe(Math.ceil(nu) - 40);
    // No. 4 against .85 by A7.4 at level .99 in Python.
    const [clusters] = checkClaims([{ claim: at(0.85), local: EXAMPLE_4, lookedBefore: true }]);
    expect(clusters!.moreClusters).toBe(93 - 20);
  });

  it("has nothing to say on no claims", () => {
    expect(checkClaims([])).toEqual([]);
  });
});

describe("a verdict that the interval of all the data contradicts", () => {
  /** An interval that jumps with the level, as no sound one does. */
  const jumping = (atRun: readonly [number, number, number], judged: typeof atRun): Estimator => {
    const local = fixedEstimator({ value: atRun[0], low: atRun[1], high: atRun[2] });
    const [value, low, high] = judged;
    return {
      ...local,
      at: (level) => ({
        ...local.at(level),
        ...(level === 0.95 ? {} : { value, low, high, u: value, nu: 1000 }),
      }),
    };
  };

  it.each([
    ["holds", [0.7, 0.65, 0.75], [0.9, 0.88, 0.92]],
    ["fails", [0.9, 0.88, 0.92], [0.7, 0.65, 0.75]],
  ] as const)("is withdrawn: %s", (_word, atRun, judged) => {
    // Two claims: the first round is at 0.975, the second, if there is one, at 0.95.
    const local = jumping([...atRun], [...judged]);
    const both = [claim(0.85), claim(0.85)].map((one) => ({ claim: one, local }));
    for (const verdict of checkClaims(both)) {
      expect(verdict).toMatchObject({
        verdict: "cannot-tell",
        reason: "verdict/contradicted",
        moreLabels: null,
        moreClusters: null,
        mode: "fixed",
      });
    }
  });
});
