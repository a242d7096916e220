import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { studentLevelQuantile } from "../../src/statistics/quantiles.js";
import {
  pooledMinusWithin,
  siteOnlyAuc,
  siteOnlyByChance,
  siteSignal,
} from "../../src/statistics/site-signal.js";

interface Unit {
  readonly score: number;
  readonly site: number;
  readonly cluster: number;
  readonly isPositive: boolean;
}

/** Scores that repeat, so that ties are there; clusters of one to three units in one site each. */
const units = fc
  .array(
    fc.record({
      site: fc.integer({ min: 0, max: 2 }),
      of: fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { minLength: 2, maxLength: 14 },
  )
  .map((clusters) =>
    clusters.flatMap(({ site, of }, cluster) =>
      of.map(([score, isPositive]): Unit => ({ score, site, cluster: 7 * cluster, isPositive })),
    ),
  );

const columns = (all: readonly Unit[]) => ({
  score: Float64Array.from(all, ({ score }) => score),
  site: Int32Array.from(all, ({ site }) => site),
  cluster: Int32Array.from(all, ({ cluster }) => cluster),
});
const positive = (all: readonly Unit[]) => Uint8Array.from(all, (one) => (one.isPositive ? 1 : 0));

/** Pairs won, ties half, and pairs, by going through all of them. */
function byPairs(high: readonly number[], low: readonly number[]) {
  let won = 0;
  for (const a of high) for (const b of low) won += a > b ? 1 : a === b ? 0.5 : 0;
  return { won, pairs: high.length * low.length };
}

function apartByPairs(all: readonly Unit[]) {
  const auc = (of: readonly Unit[]) =>
    byPairs(
      of.filter((one) => one.isPositive).map(({ score }) => score),
      of.filter((one) => !one.isPositive).map(({ score }) => score),
    );
  const whole = auc(all);
  const within = [0, 1, 2].map((site) => auc(all.filter((one) => one.site === site)));
  const sum = (key: "won" | "pairs") => within.reduce((so, one) => so + one[key], 0);
  return whole.won / whole.pairs - sum("won") / sum("pairs");
}

describe("an AUC of the site alone", () => {
  it("is above ½ by chance where sites have few units, and not where they have many", () => {
    const of = (n: number, sites: number, each = 1) =>
      siteOnlyByChance(
        {
          site: Int32Array.from({ length: n }, (_, i) => Math.floor(i / each) % sites),
          cluster: Int32Array.from({ length: n }, (_, i) => Math.floor(i / each)),
        },
        Uint8Array.from({ length: n }, (_, i) => Math.floor(i / each) % 2),
        sites,
        1,
      );
    // A unit a site: how common it is there is whether that unit has it.
    expect(of(40, 40)).toBe(1);
    // Of two sites of one unit each and one with it, there are two ways that are alike.
    expect(of(2, 2)).toBe(1);
    expect(of(20_000, 4)).toBeLessThan(0.51);
    // Of clusters that are alike the clusters count: ten times as many units say nothing more.
    expect(of(1000, 10, 10)).toBeCloseTo(of(100, 10), 12);
    expect(of(100, 10)).toBeGreaterThan(0.55);
  });

  it("is that of Zech's hospitals", () => {
    // METHODS §13: 14,499 of 42,396 and 1,345 of 112,120.
    const found = siteOnlyAuc([14_499, 1345], [42_396 - 14_499, 112_120 - 1345]);
    expect(found).toBeCloseTo(0.856968635, 9);
  });

  it("is the AUC of a score that is the share of positives of the site", () => {
    fc.assert(
      fc.property(units, (all) => {
        const count = (site: number, is: boolean) =>
          all.filter((one) => one.site === site && one.isPositive === is).length;
        const p = [0, 1, 2].map((site) => count(site, true));
        const q = [0, 1, 2].map((site) => count(site, false));
        const share = ({ site }: Unit) => p[site]! / (p[site]! + q[site]!);
        const { won, pairs } = byPairs(
          all.filter((one) => one.isPositive).map(share),
          all.filter((one) => !one.isPositive).map(share),
        );
        if (pairs === 0) expect(siteOnlyAuc(p, q)).toBeNaN();
        else expect(siteOnlyAuc(p, q)).toBeCloseTo(won / pairs, 12);
      }),
    );
  });
});

describe("how much of an AUC is owed to sites", () => {
  it("is the pooled AUC less the mean within, as by going through all pairs", () => {
    fc.assert(
      fc.property(units, (all) => {
        const found = pooledMinusWithin(columns(all), positive(all), 3, 0.95);
        const slow = apartByPairs(all);
        if (found === null) expect(slow).toBeNaN();
        else expect(found.value).toBeCloseTo(slow, 12);
      }),
    );
  });

  it("has the range of a jackknife that leaves out a cluster at a time in its site", () => {
    let ranges = 0;
    fc.assert(
      fc.property(units, (all) => {
        const found = pooledMinusWithin(columns(all), positive(all), 3, 0.95);
        if (found === null || found.low === null) return;
        ranges++;
        const clusters = [...new Set(all.map(({ cluster }) => cluster))];
        const siteOf = (cluster: number) => all.find((one) => one.cluster === cluster)!.site;
        let variance = 0;
        for (const site of [0, 1, 2]) {
          const own = clusters.filter((one) => siteOf(one) === site);
          const without = own.map((one) => apartByPairs(all.filter((u) => u.cluster !== one)));
          const mean = without.reduce((so, one) => so + one, 0) / own.length;
          for (const one of without) {
            variance += ((own.length - 1) / own.length) * (one - mean) ** 2;
          }
        }
        const df = clusters.length - new Set(clusters.map(siteOf)).size;
        const half = studentLevelQuantile(0.95, df) * Math.sqrt(variance);
        expect(found.low).toBeCloseTo(found.value - half, 9);
        expect(found.high).toBeCloseTo(found.value + half, 9);
      }),
    );
    expect(ranges).toBeGreaterThan(10);
  });

  it("is all of the AUC of a score that says the site and no more", () => {
    const all = Array.from({ length: 120 }, (_, i): Unit => {
      const site = i % 2;
      return { score: site, site, cluster: i, isPositive: i % (site === 0 ? 10 : 3) === 1 };
    });
    const found = pooledMinusWithin(columns(all), positive(all), 2, 0.95)!;
    expect(found.within).toBe(0.5);
    const p = [0, 1].map((site) => all.filter((u) => u.site === site && u.isPositive).length);
    expect(found.pooled).toBeCloseTo(siteOnlyAuc(p, [60 - p[0]!, 60 - p[1]!]), 12);
  });
});

describe("whether a score tells sites apart", () => {
  const random = createRandom(11);
  const world = (effect: number) =>
    columns(
      Array.from({ length: 60 }, (_, i): Unit => {
        const site = (i >> 1) % 3;
        const score = random.uniform() + (site === 2 ? effect : 0);
        return { score, site, cluster: i >> 1, isPositive: false };
      }),
    );

  it("is said by the pair of sites that is furthest from a coin toss, as by all pairs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 60, maxLength: 60 }),
        (scores) => {
          const of = { ...world(0), score: Float64Array.from(scores) };
          const found = siteSignal(of, 3, 1, 0);
          if (typeof found === "string") throw new Error(found);
          const at = (site: number) => scores.filter((_, i) => of.site[i] === site);
          const all = [0, 1, 2].flatMap((a) =>
            [0, 1, 2].map((b) => {
              const { won, pairs } = byPairs(at(a), at(b));
              return a === b ? 0 : won / pairs;
            }),
          );
          expect(found.auc).toBeCloseTo(Math.max(...all), 12);
          const [a, b] = found.sites;
          const { won, pairs } = byPairs(at(a), at(b));
          expect(won / pairs).toBeCloseTo(found.auc, 12);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is certain of a planted site, and names it first", () => {
    const found = siteSignal(world(2), 3, 1, 0);
    expect(found).toMatchObject({ auc: 1, p: 0.001 });
    expect((found as { sites: readonly number[] }).sites[0]).toBe(2);
  });

  it("has p above 0 and at most 1, the same for the same seed, another for another test", () => {
    const of = world(0);
    const p = [0, 1, 2].map((stream) => (siteSignal(of, 3, 5, stream) as { p: number }).p);
    expect((siteSignal(of, 3, 5, 1) as { p: number }).p).toBe(p[1]);
    expect(new Set(p).size).toBeGreaterThan(1);
    for (const one of p) {
      expect(one).toBeGreaterThan(0);
      expect(one).toBeLessThanOrEqual(1);
    }
  });

  it("is not told where a sequence or subject is of two sites, or clusters are few", () => {
    const of = world(0);
    const torn = { ...of, cluster: of.cluster.map((one) => (one === 1 ? 0 : one)) };
    expect(siteSignal(torn, 3, 1, 0)).toBe("clusters/not-nested");
    const few = { ...of, cluster: of.site.slice() };
    expect(siteSignal(few, 3, 1, 0)).toBe("clusters/too-few");
  });
});
