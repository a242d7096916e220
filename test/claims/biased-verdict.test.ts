import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sliceInterval } from "../../src/analyses/slices/slice-interval.js";
import {
  agreedJudgement,
  estimateOfPart,
  type Judgement,
  judgedEstimates,
} from "../../src/claims/biased-verdict.js";
import type { Claim } from "../../src/claims/claim.js";
import { checkClaims } from "../../src/claims/claim-check.js";
import type { EstimateDetail, Estimator } from "../../src/metrics/estimate-types.js";
import { correctedLimits, hullLimits, wilsonLimits } from "../../src/statistics/unit-limits.js";
import { Z_95 } from "../../src/statistics/wilson.js";
import { claim, fixedEstimator, shareEstimator } from "./support/estimators.js";

/** A mean AP on n images that reads too high by `bias`, as the metrics' own estimator says it. */
function biased(value: number, bias: number, n = 300, variance = 0.0002): Estimator {
  const estimate = { u: value, variance, cap: 4000, q: Z_95 };
  const detail = (limits: { u: number; nu: number; low: number; high: number }) => ({
    value,
    ...limits,
    n,
  });
  const shown = hullLimits({ bias, noise: 1.1 })(estimate);
  const base = fixedEstimator({ ...detail(shown), bias });
  return {
    ...base,
    judged: {
      sharedWithClaim: true,
      at(level, share): EstimateDetail {
        const limits = correctedLimits({ bias, noise: 1.1 }, share)(estimate);
        return { ...base.at(level), ...detail(limits), value: limits.u };
      },
    },
  };
}

function verdictOf(local: Estimator, against: Claim) {
  return checkClaims([{ claim: against, local }])[0]!;
}

describe("the estimates that a verdict is judged by", () => {
  const local = biased(0.5, 0.04);

  it("are one where the claim's number of images is known: ρ = min(1.5, (n/N)^0.6)", () => {
    const u = (images: number) =>
      judgedEstimates(local, claim(0.5, undefined, { images }), 0.95).map((one) => one.value);
    expect(u(5000)).toEqual([expect.closeTo(0.5 - (1 - 0.06 ** 0.6) * 0.04, 12)]);
    expect(u(300)).toEqual([0.5]); // as many as here: the same bias
    expect(u(200)).toEqual([expect.closeTo(0.5 + (1.5 ** 0.6 - 1) * 0.04, 12)]);
    expect(u(10)).toEqual([expect.closeTo(0.52, 12)]); // no more than 1.5 times
    const stated = { kind: "interval", low: 0.4, high: 0.6, level: 0.95, n: 5000 } as const;
    const [ofInterval] = judgedEstimates(local, claim(0.5, stated), 0.95);
    expect(ofInterval?.value).toBeCloseTo(0.5 - (1 - 0.06 ** 0.6) * 0.04, 12);
  });

  it("are those with and without the bias where it is not, and for a limit that someone sets", () => {
    for (const kind of ["point", "requirement"] as const) {
      const values = judgedEstimates(local, claim(0.5, { kind }), 0.95);
      expect(values.map((one) => one.value)).toEqual([0.46, 0.5]);
    }
  });

  it("are the figure itself where no bias is known of", () => {
    const plain = shareEstimator(80, 100);
    expect(judgedEstimates(plain, claim(0.8), 0.95)).toEqual([plain.at(0.95)]);
  });

  it("of macro F1 and average precision are without the bias, whatever the claim", () => {
    const own: Estimator = { ...local, judged: { ...local.judged!, sharedWithClaim: false } };
    const values = judgedEstimates(own, claim(0.5, undefined, { images: 300 }), 0.95);
    expect(values.map((one) => one.value)).toEqual([0.46]);
  });
});

describe("a verdict on a figure that so few images flatter", () => {
  it("does not hold by the bias alone, as it did before", () => {
    // 0.46 in truth against a claim of 0.51 at 0.05: the gap is the tolerance. Shown are 0.50.
    const estimate = { u: 0.5, variance: 0.00005, cap: 4000, q: Z_95 };
    const naive = fixedEstimator({ value: 0.5, ...wilsonLimits(estimate) });
    expect(verdictOf(naive, claim(0.51)).verdict).toBe("holds");
    expect(verdictOf(biased(0.5, 0.04, 300, 0.00005), claim(0.51)).verdict).toBe("cannot-tell");
  });

  it("is the one that both readings give; else it asks for the size of the published set", () => {
    const local = biased(0.5, 0.04, 300, 0.00005);
    const open = verdictOf(local, claim(0.51));
    expect(open).toMatchObject({ verdict: "cannot-tell", reason: "verdict/biased" });
    expect(open.moreLabels).toBeGreaterThan(0);
    expect(verdictOf(local, claim(0.51, undefined, { images: 300 })).verdict).toBe("holds");
    expect(verdictOf(local, claim(0.51, undefined, { images: 50_000 })).verdict).toBe(
      "cannot-tell",
    );
    expect(verdictOf(local, claim(0.4)).verdict).toBe("holds");
    expect(verdictOf(local, claim(0.65)).verdict).toBe("fails");
    // Below by the bias alone: fails without it, is open with it.
    expect(verdictOf(local, claim(0.545))).toMatchObject({ reason: "verdict/biased" });
    const required = claim(0.48, { kind: "requirement" }, { tolerance: 0 });
    expect(verdictOf(local, required)).toMatchObject({ reason: "verdict/biased" });
  });

  it("shows the difference of the figure shown, with the limits shown", () => {
    const local = biased(0.5, 0.04);
    const { low, high } = local.at(0.95);
    const verdict = verdictOf(local, claim(0.51));
    expect(verdict.difference).toBeCloseTo(-0.01, 12);
    expect(verdict.low).toBeCloseTo(low! - 0.51, 12);
    expect(verdict.high).toBeCloseTo(high! - 0.51, 12);
  });

  it("plans by what it was judged by", () => {
    // u 0.46 is 0.0 from r = 0.46: d = δ/2. The plan of θ̂ = 0.5 would need fewer.
    const plan = (images: number) =>
      verdictOf(biased(0.5, 0.04), claim(0.53, undefined, { images })).moreLabels!;
    expect(plan(1e9)).toBeGreaterThan(plan(300));
  });

  it("never says holds without the agreement of both, whatever the numbers", () => {
    const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const bias = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(share, bias, share, (value, b, published) => {
        const local = biased(value, b, 300, 0.0001);
        const unknown = verdictOf(local, claim(published)).verdict;
        const words = [1e12, 300].map(
          (images) => verdictOf(local, claim(published, undefined, { images })).verdict,
        );
        if (unknown !== "cannot-tell") expect(words).toEqual([unknown, unknown]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("judgements that must agree", () => {
  const judgement = (
    verdict: Judgement["verdict"],
    moreLabels: number | null = null,
  ): Judgement => ({
    verdict,
    moreLabels,
    moreClusters: null,
    reason: verdict === "cannot-tell" ? "verdict/more-labels" : null,
  });

  it("ask for what the more demanding one needs", () => {
    const open = [judgement("cannot-tell", 20), judgement("cannot-tell", 900)];
    expect(agreedJudgement(open)).toMatchObject({ moreLabels: 900, reason: "verdict/more-labels" });
    const never = { ...judgement("cannot-tell"), reason: "verdict/claim-too-uncertain" } as const;
    expect(agreedJudgement([open[0]!, never])).toBe(never);
    expect(agreedJudgement([judgement("holds"), open[0]!])).toEqual({
      ...open[0],
      reason: "verdict/biased",
    });
    expect(agreedJudgement([judgement("holds"), judgement("fails")])).toMatchObject({
      verdict: "cannot-tell",
      reason: "verdict/biased",
    });
  });
});

describe("a part of the data", () => {
  it("is estimated without the bias of so few, around the figure that is shown", () => {
    const local = biased(0.5, -0.04);
    const part = estimateOfPart(local, 0.95);
    const [without, shown] = [local.judged!.at(0.95, 0), local.at(0.95)];
    expect(part).toMatchObject({ value: 0.5, u: without.u, nu: without.nu });
    expect(part.u).toBeCloseTo(0.54, 12);
    expect(part.low).toBe(Math.min(without.low!, 0.5));
    expect(part.low).toBeGreaterThan(shown.low!);
    const { low, high } = sliceInterval(local, part);
    expect(low).toBeLessThanOrEqual(0.5);
    expect(high).toBeGreaterThanOrEqual(0.54);
    expect(estimateOfPart(shareEstimator(8, 9), 0.95)).toEqual(shareEstimator(8, 9).at(0.95));
  });
});
