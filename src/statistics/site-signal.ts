import { createRandom, shuffle } from "../core/random.js";
import { ascendingOrder } from "./order.js";
import { studentLevelQuantile } from "./quantiles.js";

/*
 * Whether a score carries the site that an image is of, beside what is to be found in it (METHODS §13).
 *
 * Source: Zech et al., PLOS Medicine 2018 (15:e1002683), whose networks knew the hospital from the picture.
 */

/** Fewer clusters at a site are too few to be told from another's. */
const FEWEST_CLUSTERS = 6;
const PERMUTATIONS = 999;
const STREAM = 2 ** 44;
/** A mean needs fewer than a p. */
const CHANCE_PERMUTATIONS = 99;
const CHANCE_STREAM = 2 ** 46;
/** Rounding that a permutation may differ by and be the order that was seen. */
const ALIKE = 1e-12;

/**
 * AUC of a "score" that knows of each image nothing but its site: how often a positive is of a site with more
 * positives than that of a negative, ties counted half.
 *
 * @param positives of each site
 * @param negatives of each site
 * @returns in [0.5, 1]; NaN without positives or negatives
 */
export function siteOnlyAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const share = Float64Array.from(positives, (p, s) => p / (p + negatives[s]!));
  const order = Array.from(share.keys()).filter((s) => !Number.isNaN(share[s]!));
  order.sort((a, b) => share[a]! - share[b]!);
  let [won, below, allPositives] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let [p, q] = [0, 0];
    const level = share[order[i]!]!;
    for (; i < order.length && share[order[i]!] === level; i++) {
      p += positives[order[i]!]!;
      q += negatives[order[i]!]!;
    }
    won += p * (below + q / 2);
    below += q;
    allPositives += p;
  }
  return won / (allPositives * below);
}

/**
 * What {@link siteOnlyAuc} is on average where sites do not differ: above ½, the more the fewer units a site has, for how
 * common something is at a site is told by the same units. Sites of whole clusters are exchanged, of units where a
 * cluster is of two sites.
 */
export function siteOnlyByChance(
  { site, cluster }: Pick<SiteScores, "site" | "cluster">,
  isPositive: Uint8Array,
  siteCount: number,
  seed: number,
): number {
  const clusters = numbered(cluster);
  const siteOf = new Int32Array(clusters.count).fill(-1);
  const isNested = site.every((own, i) => {
    const seen = siteOf[clusters.of[i]!]!;
    siteOf[clusters.of[i]!] = own;
    return seen < 0 || seen === own;
  });
  const [of, sites] = isNested ? [clusters.of, siteOf] : [Int32Array.from(site.keys()), site];
  let sum = 0;
  for (let run = 0; run < CHANCE_PERMUTATIONS; run++) {
    const exchanged = sites.slice();
    shuffle(exchanged, createRandom(seed, CHANCE_STREAM + run));
    const counts = [new Float64Array(siteCount), new Float64Array(siteCount)] as const;
    for (let i = 0; i < of.length; i++) counts[isPositive[i] === 1 ? 0 : 1][exchanged[of[i]!]!]!++;
    sum += siteOnlyAuc(...counts);
  }
  return sum / CHANCE_PERMUTATIONS;
}

/** Units of one true label: their scores, sites and clusters. */
export interface SiteScores {
  readonly score: Float64Array;
  readonly site: Int32Array;
  readonly cluster: Int32Array;
}

/** How far a score tells two sites apart among units of one label. */
export interface SiteSignal {
  /** AUC of the pair of sites that it tells apart best, of the first against the second: at least ½. */
  readonly auc: number;
  readonly sites: readonly [number, number];
  /** Of the permutation of the sites of clusters. */
  readonly p: number;
}

export type NoSiteSignal = "clusters/not-nested" | "clusters/too-few";

/**
 * Tests whether a score tells sites apart among units of one true label: the largest |AUC − ½| of two sites,
 * against the same with the sites of whole clusters exchanged 999 times. By image in place of cluster it
 * would be wrong in a quarter of all cases (METHODS §13).
 *
 * @param siteCount sites of `site`: 0 … siteCount − 1
 * @param stream number of the test among those of the seed
 * @returns why not, where a cluster is of two sites, or fewer than two sites have six clusters
 */
export function siteSignal(
  { score, site, cluster }: SiteScores,
  siteCount: number,
  seed: number,
  stream: number,
): SiteSignal | NoSiteSignal {
  const clusters = numbered(cluster);
  const siteOf = new Int32Array(clusters.count).fill(-1);
  for (let i = 0; i < site.length; i++) {
    const own = clusters.of[i]!;
    if (siteOf[own]! >= 0 && siteOf[own] !== site[i]) return "clusters/not-nested";
    siteOf[own] = site[i]!;
  }
  const perSite = new Int32Array(siteCount);
  for (const s of siteOf) perSite[s]!++;
  const kept = Array.from(perSite.keys()).filter((s) => perSite[s]! >= FEWEST_CLUSTERS);
  if (kept.length < 2) return "clusters/too-few";
  const place = new Int32Array(siteCount).fill(-1);
  for (const [k, s] of kept.entries()) place[s] = k;
  const ranked = rankedUnits(score, clusters.of, (unit) => place[site[unit]!]! >= 0);
  const inClusters = siteOf.map((s) => place[s]!);
  const seen = widest(ranked, inClusters, kept.length);
  const moved = Int32Array.from(inClusters.keys()).filter((c) => inClusters[c]! >= 0);
  let asFar = 1;
  for (let run = 0; run < PERMUTATIONS; run++) {
    const labels = moved.map((c) => inClusters[c]!);
    shuffle(labels, createRandom(seed, STREAM + stream * (PERMUTATIONS + 1) + run));
    const exchanged = inClusters.slice();
    for (let k = 0; k < moved.length; k++) exchanged[moved[k]!] = labels[k]!;
    if (widest(ranked, exchanged, kept.length).distance >= seen.distance - ALIKE) asFar++;
  }
  const [a, b] = seen.pair;
  const sites = (seen.auc >= 0.5 ? [a, b] : [b, a]).map((k) => kept[k]!) as [number, number];
  return { auc: 0.5 + seen.distance, sites, p: asFar / (PERMUTATIONS + 1) };
}

/** Clusters by rising score of their units, and where units of one score begin. */
interface RankedUnits {
  readonly cluster: Int32Array;
  /** Whether a unit has the score of the one before it. */
  readonly isTied: Uint8Array;
}

function rankedUnits(
  score: Float64Array,
  cluster: Int32Array,
  isKept: (unit: number) => boolean,
): RankedUnits {
  const order = ascendingOrder(score).filter(isKept);
  const isTied = Uint8Array.from(order, (unit, at) =>
    at > 0 && score[unit] === score[order[at - 1]!] ? 1 : 0,
  );
  return { cluster: Int32Array.from(order, (unit) => cluster[unit]!), isTied };
}

/** The two sites that the order tells apart best, by one walk along it. */
function widest({ cluster, isTied }: RankedUnits, siteOf: Int32Array, count: number) {
  const below = new Float64Array(count);
  const block = new Float64Array(count);
  const inBlock: number[] = [];
  // How often a unit of the first site is above one of the second, ties counted half.
  const won = new Float64Array(count * count);
  const flush = (): void => {
    for (const a of inBlock) {
      for (let b = 0; b < count; b++) {
        won[a * count + b]! += block[a]! * (below[b]! + block[b]! / 2);
      }
    }
    for (const a of inBlock) {
      below[a]! += block[a]!;
      block[a] = 0;
    }
    inBlock.length = 0;
  };
  for (let i = 0; i < cluster.length; i++) {
    if (isTied[i] === 0) flush();
    const s = siteOf[cluster[i]!]!;
    if (block[s] === 0) inBlock.push(s);
    block[s]!++;
  }
  flush();
  let distance = -1;
  let auc = Number.NaN;
  let pair: readonly [number, number] = [0, 1];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const own = won[a * count + b]! / (below[a]! * below[b]!);
      if (Math.abs(own - 0.5) <= distance) continue;
      distance = Math.abs(own - 0.5);
      auc = own;
      pair = [a, b];
    }
  }
  return { distance, auc, pair };
}

/** How much of an AUC over all sites is owed to the differences between them. */
export interface PooledMinusWithin {
  readonly pooled: number;
  /** Mean of the AUCs within sites, by their pairs of a positive and a negative. */
  readonly within: number;
  readonly value: number;
  /** Null where a cluster is of two sites, or too few are there. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * AUC of all units − mean AUC within sites, with the delete-one-cluster jackknife within each site and
 * Student's t with as many degrees of freedom as there are clusters beyond the sites.
 *
 * @param isPositive 1 for a unit that has what is looked for
 * @returns null where no site has both labels
 */
export function pooledMinusWithin(
  { score, site, cluster }: SiteScores,
  isPositive: Uint8Array,
  siteCount: number,
  level: number,
): PooledMinusWithin | null {
  const clusters = numbered(cluster);
  const all = pairsWon(score, isPositive, null, 1);
  const inSites = pairsWon(score, isPositive, site, siteCount);
  const inClusters = pairsWon(score, isPositive, clusters.of, clusters.count);
  const [won, pairs] = [sum(all.won), sum(all.pairs)];
  const wonWithin = sum(inSites.won);
  const pairsWithin = sum(inSites.pairs);
  if (pairsWithin === 0) return null;
  const pooled = won / pairs;
  const within = wonWithin / pairsWithin;
  const found = { pooled, within, value: pooled - within };
  const none = { ...found, low: null, high: null };

  // What each cluster has in common with all others, and with those of its site.
  const p = new Float64Array(clusters.count);
  const q = new Float64Array(clusters.count);
  const siteOf = new Int32Array(clusters.count).fill(-1);
  const touching = new Float64Array(clusters.count);
  const touchingSite = new Float64Array(clusters.count);
  for (let i = 0; i < score.length; i++) {
    const c = clusters.of[i]!;
    if (siteOf[c]! >= 0 && siteOf[c] !== site[i]) return none;
    siteOf[c] = site[i]!;
    (isPositive[i] === 1 ? p : q)[c]!++;
    touching[c]! += all.ofUnit[i]!;
    touchingSite[c]! += inSites.ofUnit[i]!;
  }
  const perSite = new Int32Array(siteCount);
  for (const s of siteOf) perSite[s]!++;
  const count = perSite.reduce((so, one) => so + (one > 0 ? 1 : 0), 0);
  const df = clusters.count - count;
  if (df < 1 || perSite.some((one) => one === 1)) return none;
  const [allP, allQ] = [sum(p), sum(q)];
  const without = Float64Array.from(p, (ownP, c) => {
    const s = siteOf[c]!;
    const [ownQ, own] = [q[c]!, inClusters.won[c]!];
    const [siteP, siteQ] = [inSites.positives[s]!, inSites.negatives[s]!];
    const left = (won - touching[c]! + own) / ((allP - ownP) * (allQ - ownQ));
    const pairsLeft = pairsWithin - ownP * siteQ - ownQ * siteP + ownP * ownQ;
    return left - (wonWithin - touchingSite[c]! + own) / pairsLeft;
  });
  if (without.some((one) => !Number.isFinite(one))) return none;
  const mean = new Float64Array(siteCount);
  for (let c = 0; c < without.length; c++) mean[siteOf[c]!]! += without[c]! / perSite[siteOf[c]!]!;
  let variance = 0;
  for (let c = 0; c < without.length; c++) {
    const s = siteOf[c]!;
    const apart = without[c]! - mean[s]!;
    variance += ((perSite[s]! - 1) / perSite[s]!) * apart * apart;
  }
  const half = studentLevelQuantile(level, df) * Math.sqrt(variance);
  return { ...found, low: found.value - half, high: found.value + half };
}

/** Pairs of a positive and a negative of the same group. */
interface GroupPairs {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly pairs: Float64Array;
  /** Of these those in which the positive scores higher, ties counted half. */
  readonly won: Float64Array;
  /** By unit: pairs that it is in and in which the positive scores higher. */
  readonly ofUnit: Float64Array;
}

function pairsWon(
  score: Float64Array,
  isPositive: Uint8Array,
  group: Int32Array | null,
  count: number,
): GroupPairs {
  const positives = new Float64Array(count);
  const negatives = new Float64Array(count);
  const groupOf = (unit: number): number => (group === null ? 0 : group[unit]!);
  for (let i = 0; i < score.length; i++) {
    (isPositive[i] === 1 ? positives : negatives)[groupOf(i)]!++;
  }
  const won = new Float64Array(count);
  const ofUnit = new Float64Array(score.length);
  const [p, q] = [new Float64Array(count), new Float64Array(count)];
  const order = ascendingOrder(score);
  for (let first = 0, next = 0; first < order.length; first = next) {
    const value = score[order[first]!];
    for (next = first; next < order.length && score[order[next]!] === value; next++) {
      const unit = order[next]!;
      // Until the block is passed, those of equal score count as below: half of them is taken off.
      (isPositive[unit] === 1 ? p : q)[groupOf(unit)]! += 0.5;
    }
    for (let at = first; at < next; at++) {
      const unit = order[at]!;
      const g = groupOf(unit);
      ofUnit[unit] = isPositive[unit] === 1 ? q[g]! : positives[g]! - p[g]!;
      if (isPositive[unit] === 1) won[g]! += ofUnit[unit]!;
    }
    for (let at = first; at < next; at++) {
      const unit = order[at]!;
      (isPositive[unit] === 1 ? p : q)[groupOf(unit)]! += 0.5;
    }
  }
  const pairs = positives.map((own, g) => own * negatives[g]!);
  return { positives, negatives, pairs, won, ofUnit };
}

/** Ids as 0 … count − 1, in order of first appearance. */
/** Numbers from 0 on in place of ids, by first appearance. */
export function numbered(ids: Int32Array): { readonly of: Int32Array; readonly count: number } {
  const known = new Map<number, number>();
  const of = ids.map((id) => {
    const own = known.get(id) ?? known.size;
    known.set(id, own);
    return own;
  });
  return { of, count: known.size };
}

function sum(values: Float64Array): number {
  return values.reduce((so, one) => so + one, 0);
}
