/** The anytime mode: wrong verdicts at any of many looks, when the mean is exactly the limit. */

import { checkClaimsAnytime } from "../../src/claims/anytime-check.js";
import { createRandom } from "../../src/core/random.js";
import { drawnLookOrder, unitLookOrder } from "../../src/evaluation/look-order.js";
import type { Estimator } from "../../src/metrics/estimate-types.js";
import { proportionInterval } from "../../src/statistics/proportion.js";
import { createTally, type Experiment } from "./measure.js";
import { claimAt, clusteredShare, independentShare, limitAt, TOLERANCE } from "./shares.js";
import { betaSites, drawBinomial } from "./worlds.js";

interface Look {
  readonly values: Float64Array;
  readonly of: "units" | "cluster-means";
  readonly claim: ReturnType<typeof limitAt>;
  /** The figure of all the data; of independent labels where left out. */
  readonly local?: Estimator;
}

function look({ values, of, claim, local = wholeOf(values) }: Look) {
  const check = { claim, local, values, of, hasClusters: of === "cluster-means" } as const;
  return checkClaimsAnytime([{ ...check, order: "random", changed: false, pool: null }])[0]!;
}

function wholeOf(values: Float64Array): Estimator {
  return independentShare(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
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
        const hits = Float64Array.from({ length: clusters }, () => {
          const q = sites[random.below(sites.length)]!;
          return drawBinomial(perCluster, q, random);
        });
        const values = hits.map((x) => x / perCluster);
        const size = new Float64Array(clusters).fill(perCluster);
        const local = clusteredShare({ size, hits });
        const { verdict } = look({ values, of: "cluster-means", claim: limitAt(r), local });
        tally.add("wrong holds", verdict === "holds");
        tally.add("wrong fails", verdict === "fails");
      }
      return tally.measures();
    },
  };
}

/** Classes of equal size, and how much better or worse each is than their mean. */
const CLASS_STEPS = [0.1, 0.05, -0.05, -0.1] as const;

/**
 * A table sorted by class, whose classes are not equally easy, looked at in the order that is drawn,
 * in that of the table, and there without looking at the end whether all the data say otherwise.
 */
function sortedTable(r: number, images: number, best: "first" | "last"): Experiment {
  return {
    part: "anytime",
    setting: { of: `table sorted by class, best ${best}`, r, looks: images },
    effort: 0.5,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      const steps = best === "first" ? CLASS_STEPS : CLASS_STEPS.toReversed();
      const image = Int32Array.from({ length: images }, (_, i) => i);
      const units = { image, row: image, cluster: null };
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        // Classes of images drawn at random, then sorted: their shares vary as a sample's do.
        const classes = image.map(() => random.below(steps.length)).sort();
        const hits = Float64Array.from(classes, (k) => Number(random.uniform() < r + steps[k]!));
        const drawn = drawnLookOrder(images, { seed: stream + run });
        const verdictIn = (order: "drawn" | "file") => {
          const values = Float64Array.from(unitLookOrder(units, order, drawn), (i) => hits[i]!);
          return look({ values, of: "units", claim: limitAt(r) });
        };
        const { verdict } = verdictIn("drawn");
        tally.add("wrong holds", verdict === "holds");
        tally.add("wrong fails", verdict === "fails");
        const byFile = verdictIn("file");
        tally.add("wrong, in the table's order", byFile.verdict !== "cannot-tell");
        tally.add("wrong, nothing withdrawn", byFile.anytime?.decidedAt != null);
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
    sortedTable(0.85, 1000, "first"),
    sortedTable(0.85, 1000, "last"),
  ];
}
