import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.js";
import {
  type Embeddings,
  embeddingDistance,
} from "../../../src/dataset/profile/embedding-distance.js";

function rows(vectors: readonly (readonly number[])[], cluster: Int32Array | null = null) {
  const width = vectors[0]?.length ?? 1;
  const values = Float32Array.from(vectors.flat());
  return { count: vectors.length, width, values, cluster } satisfies Embeddings;
}

/** Points 0, 1, … on a line. */
const line = (n: number, from = 0) => rows(Array.from({ length: n }, (_, i) => [from + i]));

describe("distance in a model's own features", () => {
  it("is the mean to the five nearest, and the limit that of the test set itself", () => {
    // Within a line the five nearest are 1, 1, 2, 2 and 3 away: 1.8. At its ends 3 and 2.2, which
    // are 4 of 200, so that the 95 % quantile is 1.8.
    const found = embeddingDistance(line(200), rows([[100], [1000], [-1]]), 1)!;
    expect(found.limit).toBeCloseTo(1.8, 12);
    // An image that is a test image has itself at 0; 801 to 805 away; 1 to 5 away.
    expect([...found.scores].map((score) => Math.round(score * 1e9) / 1e9)).toEqual([1.2, 803, 3]);
    expect(found).toMatchObject({ images: 3, beyond: 2, share: 2 / 3 });
    expect([...found.looked]).toEqual([0, 1, 2]);
  });

  it("leaves the own cluster of a test image out", () => {
    // Five neighbours each are one cluster: without them the nearest are further away.
    const cluster = Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 5));
    const found = embeddingDistance({ ...line(200), cluster }, rows([[100]]), 1)!;
    const slow = slowScores(200, cluster).sort((a, b) => a - b);
    expect(found.limit).toBeCloseTo(type7(slow, 0.95), 12);
    expect(found.limit).toBeGreaterThan(1.8);
  });

  it("agrees with distances written out, on any features", () => {
    const feature = fc.integer({ min: -8, max: 8 }).map((k) => k / 4);
    const vector = fc.array(feature, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(vector, fc.nat(30)), { minLength: 100, maxLength: 130 }),
        fc.array(vector, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (test, here, clustered) => {
          const cluster = clustered ? Int32Array.from(test, ([, g]) => g) : null;
          const vectors = test.map(([v]) => v);
          const found = embeddingDistance(rows(vectors, cluster), rows(here), 3);
          const own = vectors.map((v, i) =>
            slowScore(
              v,
              vectors.filter((_, j) => (cluster === null ? i !== j : cluster[i] !== cluster[j])),
            ),
          );
          const limit = type7(
            own.sort((a, b) => a - b),
            0.95,
          );
          const scores = here.map((v) => slowScore(v, vectors));
          expect(found?.limit).toBeCloseTo(limit, 6);
          for (const [i, score] of scores.entries()) {
            expect(found?.scores[i]).toBeCloseTo(score, 6);
          }
          const clear = scores.filter((score) => Math.abs(score - limit) > 1e-6);
          expect(clear.filter((score) => score > limit).length).toBeLessThanOrEqual(found!.beyond);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is the same whatever the order of images, and the scale of features", () => {
    const random = createRandom(5);
    const draw = (n: number) => Array.from({ length: n }, () => [0, 0].map(() => random.uniform()));
    const [test, here] = [draw(120), draw(60).map(([x = 0, y = 0]) => [1.3 * x, 1.3 * y])];
    const found = embeddingDistance(rows(test), rows(here), 1)!;
    const turned = embeddingDistance(rows(test.toReversed()), rows(here.toReversed()), 1)!;
    expect(turned.beyond).toBe(found.beyond);
    expect([...turned.scores].reverse()).toEqual([...found.scores]);
    const doubled = (vectors: number[][]) => rows(vectors.map((v) => v.map((x) => 2 * x)));
    const wider = embeddingDistance(doubled(test), doubled(here), 1)!;
    expect(wider.beyond).toBe(found.beyond);
    expect(wider.limit).toBeCloseTo(2 * found.limit, 12);
    // Images that move away are never nearer.
    let before = 0;
    for (const by of [0, 0.5, 1, 2, 4]) {
      const away = here.map(([x = 0, y = 0]) => [x + by, y + by]);
      const { beyond } = embeddingDistance(rows(test), rows(away), 1)!;
      expect(beyond).toBeGreaterThanOrEqual(before);
      before = beyond;
    }
    expect(before).toBe(60);
  });

  it("holds the share against every division of whole groups", () => {
    const random = createRandom(9);
    const groups = [...new Array<number>(3).fill(36), ...new Array<number>(3).fill(9)].map((n, g) =>
      Array.from({ length: n }, () => [random.uniform() + g / 4, random.uniform()]),
    );
    const side = (chosen: readonly number[]) => {
      const cluster = Int32Array.from(chosen.flatMap((g) => groups[g]!.map(() => g)));
      return rows(
        chosen.flatMap((g) => groups[g]!),
        cluster,
      );
    };
    const found = embeddingDistance(side([0, 1, 2]), side([3, 4, 5]), 1)!;
    const shares: number[] = [];
    for (let mask = 0; mask < 64; mask++) {
      const test = [...groups.keys()].filter((g) => (mask >> g) % 2 === 1);
      if (test.length !== 3) continue;
      const scoreOf = (v: readonly number[], own: number) =>
        slowScore(
          v,
          test.filter((g) => g !== own).flatMap((g) => groups[g]!),
        );
      const own = test.flatMap((g) => groups[g]!.map((v) => scoreOf(v, g)));
      const limit = type7(
        own.sort((a, b) => a - b),
        0.95,
      );
      const others = [...groups.keys()].filter((g) => !test.includes(g));
      const scores = others.flatMap((g) => groups[g]!.map((v) => scoreOf(v, g)));
      shares.push(scores.filter((score) => score > limit).length / scores.length);
    }
    expect(found.divisions).toBe(20);
    expect(found.share).toBeCloseTo(shares[0]!, 12); // 0b000111 is the first with three
    const mean = shares.reduce((sum, one) => sum + one, 0) / 20;
    expect(found.chance.expected).toBeCloseTo(mean, 12);
    expect(found.chance.excess).toBeCloseTo(Math.max(0, (shares[0]! - mean) / (1 - mean)), 12);
    expect(found.chance.p).toBeNull(); // of fewer than 200 divisions
  });

  it("names the furthest with what is nearest to it on both sides", () => {
    const found = embeddingDistance(line(120), rows([[50], [400], [117], [300], [5]]), 1)!;
    expect(found.least).toEqual([
      { image: 1, score: 283, test: 119, here: 2 },
      { image: 3, score: 183, test: 119, here: 2 },
    ]);
    const all = embeddingDistance(line(120), rows([[400], [300]]), 1)!;
    expect(all.least.map(({ here }) => here)).toEqual([null, null]);
  });

  it("looks at 2,000 images a side at most, the same ones for the same seed", () => {
    // Of three groups there are three divisions, not a thousand random ones.
    const here = { ...line(2600), cluster: new Int32Array(2600) };
    const test = { ...line(100), cluster: Int32Array.from({ length: 100 }, (_, i) => i % 2) };
    const one = embeddingDistance(test, here, 7)!;
    expect(one.images).toBe(2000);
    expect(new Set(one.looked).size).toBe(2000);
    expect([...one.looked]).toEqual([...one.looked].sort((a, b) => a - b));
    expect(embeddingDistance(test, here, 7)!.looked).toEqual(one.looked);
    expect(embeddingDistance(test, here, 8)!.looked).not.toEqual(one.looked);
  });

  it("says nothing from fewer than 100 test images, of no image, or where a cluster is nearly all", () => {
    expect(embeddingDistance(line(99), line(5), 1)).toBeNull();
    expect(embeddingDistance(line(100), rows([]), 1)).toBeNull();
    const but = (n: number) => Int32Array.from({ length: 100 }, (_, i) => (i < n ? i + 1 : 0));
    expect(embeddingDistance({ ...line(100), cluster: but(4) }, line(5), 1)).toBeNull();
    expect(embeddingDistance({ ...line(100), cluster: but(5) }, line(5), 1)).not.toBeNull();
  });
});

function slowScore(v: readonly number[], among: readonly (readonly number[])[]): number {
  const distances = among.map((w) => Math.hypot(...w.map((x, d) => x - v[d]!)));
  const nearest = distances.sort((a, b) => a - b).slice(0, 5);
  return nearest.reduce((sum, d) => sum + d, 0) / 5;
}

function slowScores(n: number, cluster: Int32Array): number[] {
  return Array.from({ length: n }, (_, i) =>
    slowScore(
      [i],
      Array.from({ length: n }, (_, j) => [j]).filter((_, j) => cluster[j] !== cluster[i]),
    ),
  );
}

function type7(sorted: readonly number[], q: number): number {
  const h = (sorted.length - 1) * q;
  const low = sorted[Math.floor(h)]!;
  return low + (h - Math.floor(h)) * (sorted[Math.ceil(h)]! - low);
}
