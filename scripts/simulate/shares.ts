/** Accuracy: coverage of intervals and wrong verdicts, independent (summed) and in clusters (drawn). */

import type { Claim, ClaimEvidence } from "../../src/claims/claim.js";
import { checkClaims } from "../../src/claims/claim-check.js";
import { createRandom } from "../../src/core/random.js";
import type { EstimateDetail, Estimator } from "../../src/metrics/estimate-types.js";
import { estimatorFrom } from "../../src/metrics/estimators.js";
import { proportionInterval } from "../../src/statistics/proportion.js";
import { clusterProportionInterval } from "../../src/statistics/wilson-cluster.js";
import { createTally, type Experiment, type Measure, type Tally } from "./measure.js";
import {
  betaSites,
  binomialLaw,
  drawSites,
  failingSites,
  logitNormalSites,
  type SiteSample,
  type SiteSizes,
  type SiteWorld,
  siteWorld,
} from "./worlds.js";

const ACCURACY = { id: "accuracy", parameters: new Map<string, string>() };
export const TOLERANCE = 0.05;

const PLAIN = {
  defined: null,
  carriers: null,
  fewLabels: null,
  failures: null,
  family: "proportion",
} as const;

/** Accuracy as the metrics' own estimator gives it, from counts alone. */
function shareEstimator(at: (level: number) => EstimateDetail): Estimator {
  return estimatorFrom(ACCURACY, { at, toUnit: (value) => value });
}

export function independentShare(k: number, n: number): Estimator {
  return shareEstimator((level) => {
    const { value, low, high, method, warnings } = proportionInterval(k, n, level);
    return {
      ...PLAIN,
      value,
      low,
      high,
      level,
      method,
      n,
      clusters: null,
      warnings,
      design: null,
      u: value,
      nu: n,
    };
  });
}

export function clusteredShare({ size, hits }: SiteSample): Estimator {
  return shareEstimator((level) => {
    const found = clusterProportionInterval(size, hits, level);
    const { value, low, high, method, n, clusters, warnings, design, effectiveN } = found;
    return {
      ...PLAIN,
      value,
      low,
      high,
      level,
      method,
      n,
      clusters,
      warnings,
      design,
      u: value,
      nu: effectiveN,
      perCluster: { size, total: hits },
    };
  });
}

/** A claim that is exactly as far above the truth as it is allowed to be. */
export function claimAt(value: number, tolerance: number, evidence: ClaimEvidence): Claim {
  return {
    reference: ACCURACY,
    metric: "accuracy",
    value,
    tolerance,
    evidence,
    classCounts: null,
    source: "simulation",
  };
}

/** A limit without an error of its own: the difference from it is what a claim at r + δ gives. */
export function limitAt(r: number): Claim {
  return claimAt(r, 0, { kind: "requirement" });
}

export function verdictOf(local: Estimator, claim: Claim): "holds" | "fails" | "cannot-tell" {
  return checkClaims([{ claim, local }])[0]!.verdict;
}

/** Whether the interval misses the truth without any warning. */
export function isUnwarnedMiss(detail: EstimateDetail, held: boolean): boolean {
  return !held && !detail.warnings.some((code) => /^(interval|clusters)\//.test(code));
}

export function holdsTruth({ low, high }: EstimateDetail, truth: number): boolean {
  return low !== null && high !== null && low <= truth && truth <= high;
}

/**
 * Wrong verdicts at a limit of exactly the truth, and right ones where the claim is the truth or 10 or 20
 * points above it; a limit outside [0, 1] cannot be asked for.
 *
 * @param verdict against a limit
 */
export function tallyVerdicts(
  tally: Tally,
  truth: number,
  verdict: (limit: number) => "holds" | "fails" | "cannot-tell",
): void {
  const atTruth = verdict(truth);
  tally.add("wrong holds", atTruth === "holds");
  tally.add("wrong fails", atTruth === "fails");
  const asked = (name: string, limit: number, word: "holds" | "fails"): void => {
    if (limit > 0 && limit < 1) tally.add(name, verdict(limit) === word);
  };
  asked("holds: truth = claim", truth - TOLERANCE, "holds");
  asked("fails: 10 below", truth + 0.1 - TOLERANCE, "fails");
  asked("fails: 20 below", truth + 0.2 - TOLERANCE, "fails");
}

/** Coverage of Wilson's interval on independent images, summed over all outcomes. */
function exactCoverage(n: number, p: number): Experiment {
  return {
    part: "coverage, independent",
    setting: { n, p },
    effort: 1,
    measure() {
      let coverage = 0;
      let unwarned = 0;
      for (const [k, probability] of binomialLaw(n, p).entries()) {
        const detail = independentShare(k, n).at(0.95);
        const held = holdsTruth(detail, p);
        if (held) coverage += probability;
        if (isUnwarnedMiss(detail, held)) unwarned += probability;
      }
      return exact({ coverage, "unwarned miss": unwarned });
    },
  };
}

const NEGLIGIBLE = 1e-7;

/** Wrong verdicts on independent images at a gap of exactly δ, summed over claims and samples. */
function exactVerdicts(n: number, r: number, N: number | null): Experiment {
  return {
    part: "verdicts, independent",
    setting: { n, r, claim: N === null ? "exact" : `K/${N}` },
    effort: 1,
    measure() {
      const claimed = r + TOLERANCE;
      const law = binomialLaw(n, r);
      const truths = binomialLaw(n, claimed);
      const locals = Array.from(law, (_, k) =>
        law[k]! + truths[k]! > NEGLIGIBLE ? known(k, n) : null,
      );
      const claims =
        N === null
          ? [{ claim: limitAt(r), weight: 1 }]
          : Array.from(binomialLaw(N, claimed), (weight, k) => ({
              claim: claimAt(k / N, TOLERANCE, { kind: "counts", k, n: N }),
              weight,
            }));
      let holds = 0;
      let fails = 0;
      let power = 0;
      for (const { claim, weight } of claims) {
        if (weight < NEGLIGIBLE) continue;
        for (const [k, local] of locals.entries()) {
          if (local === null || (law[k]! + truths[k]!) * weight < NEGLIGIBLE ** 1.5) continue;
          const verdict = verdictOf(local, claim);
          if (verdict === "holds") holds += weight * law[k]!;
          if (verdict === "fails") fails += weight * law[k]!;
          if (verdict === "holds") power += weight * truths[k]!;
        }
      }
      return exact({ "wrong holds": holds, "wrong fails": fails, "holds: truth = claim": power });
    },
  };
}

/** An estimator that keeps its one answer. */
function known(k: number, n: number): Estimator {
  const estimator = independentShare(k, n);
  const detail = estimator.at(0.95);
  return { ...estimator, at: (level) => (level === 0.95 ? detail : estimator.at(level)) };
}

function exact(shares: Readonly<Record<string, number>>): Measure[] {
  return Object.entries(shares).map(([name, share]) => ({ name, share, runs: null }));
}

/** Coverage and verdicts of accuracy over sites. */
function clustered(
  name: string,
  makeWorld: () => SiteWorld,
  G: number,
  setting: Readonly<Record<string, string | number>>,
): Experiment {
  return {
    part: "clusters",
    setting: { world: name, G, ...setting },
    effort: 1,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const world = makeWorld();
      const { truth } = world;
      for (let run = 0; run < repetitions; run++) {
        const sample = drawSites(world, G, createRandom(seed, stream + run));
        const local = clusteredShare(sample);
        const detail = local.at(0.95);
        const once: Estimator = { ...local, at: () => detail };
        const held = holdsTruth(detail, truth);
        tally.add("coverage", held);
        tally.add("unwarned miss", isUnwarnedMiss(detail, held));
        tallyVerdicts(tally, truth, (r) => verdictOf(once, limitAt(r)));
      }
      return tally.measures();
    },
  };
}

const SITES = [5, 10, 20, 30, 50] as const;
const MEAN_SIZE = 20;

/** Every setting of accuracy. */
export function shareExperiments(): Experiment[] {
  const found: Experiment[] = [];
  for (const n of [10, 20, 50, 100, 300, 1000, 3000]) {
    for (const p of [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) found.push(exactCoverage(n, p));
  }
  for (const n of [20, 50, 100, 300, 1000]) {
    for (const r of [0.5, 0.8, 0.9, 0.94]) {
      for (const N of [null, 50, 200, 1000]) found.push(exactVerdicts(n, r, N));
    }
  }
  for (const G of SITES) {
    const add = (
      name: string,
      law: SiteSizes["law"],
      sites: () => Float64Array,
      setting: Readonly<Record<string, string | number>>,
    ): void => {
      const world = (): SiteWorld => siteWorld(sites(), { mean: MEAN_SIZE, law });
      found.push(clustered(name, world, G, { ...setting, sizes: law }));
    };
    for (const p of [0.5, 0.8, 0.9, 0.97]) {
      for (const icc of [0, 0.1, 0.3]) {
        add("beta", "equal", () => betaSites(p, icc), { p, icc });
        add("beta", "cv 1", () => betaSites(p, icc), { p, icc });
      }
      for (const sd of [0.5, 1.5]) {
        add("logit-normal", "equal", () => logitNormalSites(p, sd), { p, sd });
      }
    }
    for (const p of [0.9, 0.97]) {
      for (const share of [0.05, 0.1]) {
        add("failing sites", "equal", () => failingSites(p, share), { p, share });
      }
      for (const icc of [0.1, 0.3]) {
        add("informative sizes", "worse is bigger", () => betaSites(p, icc), { p, icc });
      }
    }
  }
  return found;
}
