/**
 * Worlds that samples are drawn from, with their exact truth. Sites are drawn from a table of equally
 * likely ones, so that no truth is itself an estimate.
 */
import type { Random } from "../../src/core/random.js";
import { normalQuantile } from "../../src/statistics/normal-quantile.js";
import { betaQuantile } from "../../src/statistics/quantiles.js";

/** A population of sites. */
export interface SiteWorld {
  /** Share of right answers of each equally likely kind of site. */
  readonly accuracy: Float64Array;
  /** Images that a site of each kind has; null: drawn from `sizes`, whatever the kind. */
  readonly sizeOfKind: Float64Array | null;
  readonly sizes: Float64Array;
  /** E[hits]/E[images]. */
  readonly truth: number;
}

/** Images of a site: all alike, exponential, or more where the site does worse. */
export interface SiteSizes {
  readonly mean: number;
  readonly law: "equal" | "cv 1" | "worse is bigger";
}

/** One sample: images and images right of each site. */
export interface SiteSample {
  readonly size: Float64Array;
  readonly hits: Float64Array;
}

const KINDS = 4096;
const MIDDLES = Float64Array.from({ length: KINDS }, (_, i) => (i + 0.5) / KINDS);

/** Accuracies by a beta law with mean p and intraclass correlation icc; icc 0: all alike. */
export function betaSites(p: number, icc: number): Float64Array {
  if (icc === 0) return Float64Array.of(p);
  const key = `${p} ${icc}`;
  const scale = 1 / icc - 1;
  const table =
    BETA_TABLES.get(key) ?? MIDDLES.map((q) => betaQuantile(q, p * scale, (1 - p) * scale));
  BETA_TABLES.set(key, table);
  return table;
}

/** Tables that were made before: a beta quantile takes tens of microseconds. */
const BETA_TABLES = new Map<string, Float64Array>();

/** Accuracies whose logits are normal with standard deviation sd, with mean p. */
export function logitNormalSites(p: number, sd: number): Float64Array {
  const z = MIDDLES.map((q) => normalQuantile(q));
  const at = (mean: number): Float64Array => z.map((x) => 1 / (1 + Math.exp(-(mean + sd * x))));
  let [low, high] = [-20, 20];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanOf(at(middle)) < p) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

/** A share of sites fails and scores 0.3; the others score p. */
export function failingSites(p: number, share: number): Float64Array {
  return MIDDLES.map((q) => (q < share ? 0.3 : p));
}

/** Intraclass correlation of right answers that the table amounts to. */
export function iccOf(accuracy: Float64Array): number {
  const mean = meanOf(accuracy);
  const variance = meanOf(accuracy.map((q) => (q - mean) ** 2));
  return variance / (mean * (1 - mean));
}

/** Sites with sizes by a law, at least one image each. */
export function siteWorld(accuracy: Float64Array, sizes: SiteSizes): SiteWorld {
  if (sizes.law === "worse is bigger") {
    const raw = accuracy.map((q) => 0.25 + 1.5 * (1 - q));
    const scale = sizes.mean / meanOf(raw);
    const sizeOfKind = raw.map((x) => Math.max(1, Math.round(scale * x)));
    const hits = meanOf(sizeOfKind.map((m, kind) => m * accuracy[kind]!));
    const truth = hits / meanOf(sizeOfKind);
    return { accuracy, sizeOfKind, sizes: Float64Array.of(sizes.mean), truth };
  }
  const drawn =
    sizes.law === "equal"
      ? Float64Array.of(sizes.mean)
      : MIDDLES.map((q) => Math.max(1, Math.round(-sizes.mean * Math.log1p(-q))));
  return { accuracy, sizeOfKind: null, sizes: drawn, truth: meanOf(accuracy) };
}

/** G sites and the answers at them. */
export function drawSites(world: SiteWorld, G: number, random: Random): SiteSample {
  const size = new Float64Array(G);
  const hits = new Float64Array(G);
  for (let g = 0; g < G; g++) {
    const kind = random.below(world.accuracy.length);
    size[g] = world.sizeOfKind?.[kind] ?? world.sizes[random.below(world.sizes.length)]!;
    hits[g] = drawBinomial(size[g]!, world.accuracy[kind]!, random);
  }
  return { size, hits };
}

/** Successes of n trials: by inversion of one uniform where the law fits in a double, else one by one. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (p <= 0 || p >= 1) return p >= 1 ? n : 0;
  const q = Math.min(p, 1 - p);
  let probability = (1 - q) ** n;
  let k = 0;
  if (probability > 1e-290) {
    let rest = random.uniform();
    while (rest >= probability && k < n) {
      rest -= probability;
      probability *= ((n - k) / (k + 1)) * (q / (1 - q));
      k++;
    }
  } else {
    for (let i = 0; i < n; i++) if (random.uniform() < q) k++;
  }
  return p === q ? k : n - k;
}

/** Knuth's product of uniform numbers, in parts of a mean that e^−mean does not underflow for. */
export function drawPoisson(mean: number, random: Random): number {
  let count = 0;
  for (let rest = mean; rest > 0; rest -= MOST_AT_ONCE) {
    const least = Math.exp(-Math.min(rest, MOST_AT_ONCE));
    for (let product = random.uniform(); product > least; product *= random.uniform()) count++;
  }
  return count;
}

const MOST_AT_ONCE = 100;

/** A standard normal number. */
export function drawNormal(random: Random): number {
  return normalQuantile(Math.max(random.uniform(), 2 ** -53));
}

/** Index drawn with the given probabilities. */
export function drawIndex(cumulative: Float64Array, random: Random): number {
  const u = random.uniform();
  let at = 0;
  while (at < cumulative.length - 1 && u >= cumulative[at]!) at++;
  return at;
}

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Probabilities of k = 0 … n, each from its logarithm. */
export function binomialLaw(n: number, p: number): Float64Array {
  const law = new Float64Array(n + 1);
  if (p <= 0 || p >= 1) {
    law[p >= 1 ? n : 0] = 1;
    return law;
  }
  let log = n * Math.log1p(-p);
  for (let k = 0; k <= n; k++) {
    law[k] = Math.exp(log);
    log += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
  }
  return law;
}
