import { LEAST_IMAGES, type TestClusters } from "./tested-region.js";

/*
 * Which bins of a test set a record that is not open may tell (METHODS §7.6), also by what is left of
 * the whole when the counts that it does tell are taken away.
 */

/** How many clusters must share what is told. */
export interface Tell {
  readonly clusters: TestClusters | null;
  readonly least: number;
}

/** Images and clusters of each bin, and what may be told of bins by them. */
export interface BinCounts {
  readonly n: readonly number[];
  /** Whether these bins together hold enough images of enough clusters. */
  enough(bins: Iterable<number>, leastImages?: number): boolean;
}

export function countBins(codes: Int32Array, bins: number, { clusters, least }: Tell): BinCounts {
  const n = new Array<number>(bins).fill(0);
  const groups = Array.from({ length: bins }, () => new Set<number>());
  for (let i = 0; i < codes.length; i++) {
    const bin = codes[i]!;
    n[bin]!++;
    if (clusters !== null) groups[bin]!.add(clusters.cluster[i]!);
  }
  return {
    n,
    enough(of, leastImages = LEAST_IMAGES) {
      const together = new Set<number>();
      let images = 0;
      for (const bin of of) {
        images += n[bin]!;
        for (const g of groups[bin]!) together.add(g);
      }
      return images >= leastImages && (clusters === null || together.size >= least);
    },
  };
}

/** The bin with fewest images that is not among these yet; by name where several are as small. */
export function nextSmallest(
  { n }: BinCounts,
  names: readonly string[],
  taken: ReadonlySet<number>,
): number {
  let next = -1;
  for (let bin = 0; bin < names.length; bin++) {
    if (taken.has(bin)) continue;
    const isLess =
      next < 0 || n[bin]! < n[next]! || (n[bin] === n[next] && names[bin]! < names[next]!);
    if (isLess) next = bin;
  }
  return next;
}

/**
 * Bins whose counts are not told: those that too few carry, and others with them until their sum,
 * which all other counts leave of the whole, is not the count of few. A tested one among them holds 10
 * images at least, which is taken off.
 *
 * @param outside bin of the images beyond the edges, which are not told either
 */
export function hiddenBins(
  counts: BinCounts,
  names: readonly string[],
  outside: number,
): ReadonlySet<number> {
  const hidden = new Set<number>();
  let tested = 0;
  for (let bin = 0; bin < names.length; bin++) if (!counts.enough([bin])) hidden.add(bin);
  const rest = (): readonly number[] => [...hidden, outside];
  if (hidden.size === 0 && counts.n[outside] === 0) return hidden;
  while (hidden.size < names.length && !counts.enough(rest(), LEAST_IMAGES * (1 + tested))) {
    hidden.add(nextSmallest(counts, names, hidden));
    tested++;
  }
  return hidden;
}
