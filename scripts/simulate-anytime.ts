/** The anytime mode: wrong verdicts at any of many looks, when the mean is exactly the limit. */
import { createRandom } from "../src/core/random.js";
import { proportionInterval } from "../src/statistics/proportion.js";
import { checkClaimsAnytime } from "../src/transfer/anytime-check.js";
import { createTally, type Experiment } from "./simulate-measure.js";
import { claimAt, independentShare, limitAt, TOLERANCE } from "./simulate-shares.js";
import { betaSites, drawBinomial } from "./simulate-worlds.js";

interface Look {
  readonly values: Float64Array;
  readonly of: "units" | "cluster-means";
  readonly claim: ReturnType<typeof limitAt>;
}

function look({ values, of, claim }: Look) {
  const local = independentShare(1, 2);
  const check = { claim, local, values, of, hasClusters: of === "cluster-means" } as const;
  return checkClaimsAnytime([{ ...check, order: "random", changed: false, pool: null }])[0]!;
}

/** Labels of independent images, looked at after each one; beside it Wilson's interval every 10. */
function labels(r: number, looks: number): Experiment {
  return {
    part: "anytime",
    setting: { of: "labels", r, looks },
    effort: 0.5,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const values = Float64Array.from({ length: looks }, () => Number(random.uniform() < r));
        const { verdict } = look({ values, of: "units", claim: limitAt(r) });
        tally.add("wrong holds", verdict === "holds");
        tally.add("wrong fails", verdict === "fails");
        tally.add("wrong, one-look interval every 10", repeatedWilson(values, r));
      }
      return tally.measures();
    },
  };
}

/** Whether a 95 % interval looked at every ten labels ever leaves the truth out. */
function repeatedWilson(values: Float64Array, r: number): boolean {
  let k = 0;
  for (const [i, value] of values.entries()) {
    k += value;
    if ((i + 1) % 10 !== 0) continue;
    const { low, high } = proportionInterval(k, i + 1, 0.95);
    if (low! > r || high! < r) return true;
  }
  return false;
}

/** Labels against a claim of K of N, drawn anew each time. */
function againstCounts(r: number, N: number, looks: number): Experiment {
  return {
    part: "anytime",
    setting: { of: `labels, claim K/${N}`, r, looks },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const k = drawBinomial(N, r + TOLERANCE, random);
        const claim = claimAt(k / N, TOLERANCE, { kind: "counts", k, n: N });
        const values = Float64Array.from({ length: looks }, () => Number(random.uniform() < r));
        const { verdict } = look({ values, of: "units", claim });
        tally.add("wrong holds", verdict === "holds");
        tally.add("wrong fails", verdict === "fails");
      }
      return tally.measures();
    },
  };
}

/** Means of clusters of 20 images, looked at after each cluster. */
function clusterLooks(r: number, icc: number, clusters: number): Experiment {
  const perCluster = 20;
  return {
    part: "anytime",
    setting: { of: `clusters, icc ${icc}`, r, looks: clusters },
    effort: 0.5,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const sites = betaSites(r, icc);
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const values = Float64Array.from({ length: clusters }, () => {
          const q = sites[random.below(sites.length)]!;
          return drawBinomial(perCluster, q, random) / perCluster;
        });
        const { verdict } = look({ values, of: "cluster-means", claim: limitAt(r) });
        tally.add("wrong holds", verdict === "holds");
        tally.add("wrong fails", verdict === "fails");
      }
      return tally.measures();
    },
  };
}

/** Every setting of the anytime mode. */
export function anytimeExperiments(): Experiment[] {
  return [
    ...[0.6, 0.85, 0.95].map((r) => labels(r, 3000)),
    againstCounts(0.85, 200, 1000),
    againstCounts(0.85, 1000, 1000),
    ...[0.02, 0.1, 0.3].map((icc) => clusterLooks(0.85, icc, 300)),
  ];
}
