import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawnLookOrder, unitLookOrder } from "../../src/evaluation/look-order.js";

const units = (image: readonly number[], row: readonly number[], cluster: number[] | null) => ({
  image: Int32Array.from(image),
  row: Int32Array.from(row),
  cluster: cluster === null ? null : Int32Array.from(cluster),
});

describe("the order in which images are looked at", () => {
  it("is drawn from the seed: the same again, another with another seed", () => {
    const order = drawnLookOrder(50, { seed: 7 });
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(drawnLookOrder(50, { seed: 7 })).toEqual(order);
    expect(drawnLookOrder(50, { seed: 8 })).not.toEqual(order);
  });

  it("gives each image each place equally often", () => {
    const counts = Array.from({ length: 4 }, () => new Array<number>(4).fill(0));
    const seeds = 4000;
    for (let seed = 0; seed < seeds; seed++) {
      for (const [at, image] of drawnLookOrder(4, { seed }).entries()) counts[image]![at]!++;
    }
    // Five standard errors of a share of 1/4.
    const error = 5 * Math.sqrt(0.25 * 0.75 * seeds);
    for (const count of counts.flat()) expect(Math.abs(count - seeds / 4)).toBeLessThan(error);
  });

  it("drawn, takes units by their images, of which some are no units", () => {
    const drawn = Int32Array.of(3, 0, 4, 2, 1);
    expect([...unitLookOrder(units([0, 2, 3], [9, 8, 7], null), "drawn", drawn)]).toEqual([
      2, 0, 1,
    ]);
  });

  it("of the file is that of its rows, with clusters too", () => {
    const drawn = Int32Array.of(2, 1, 0);
    for (const cluster of [null, [0, 1, 0]]) {
      const order = unitLookOrder(units([0, 1, 2], [5, 3, 4], cluster), "file", drawn);
      expect([...order]).toEqual([1, 2, 0]);
    }
  });

  it("takes clusters one after the other, at the place of the first image of each", () => {
    const drawn = Int32Array.of(4, 1, 5, 3, 0, 2);
    const order = unitLookOrder(
      units([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [0, 1, 0, 2, 0, 2]),
      "drawn",
      drawn,
    );
    // Image 1 of cluster 1 comes first, then 3 of cluster 2, then 0 of cluster 0.
    expect([...order]).toEqual([1, 5, 3, 4, 0, 2]);
  });

  it("gives every cluster the same chance of coming first, however large it is", () => {
    // The large one would nearly always be complete last in an order of images.
    const image = [...Array(12).keys()];
    const cluster = image.map((i) => (i < 10 ? 0 : i - 9));
    const seeds = 3000;
    let first = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const order = unitLookOrder(
        units(image, image, cluster),
        "drawn",
        drawnLookOrder(12, { seed }),
      );
      if (cluster[order[0]!] === 0) first++;
    }
    expect(Math.abs(first - seeds / 3)).toBeLessThan(5 * Math.sqrt((2 / 9) * seeds));
  });

  it("holds every unit once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom("drawn" as const, "file" as const),
        (cluster, order) => {
          const image = [...cluster.keys()];
          const drawn = drawnLookOrder(cluster.length, { seed: cluster.length });
          const found = unitLookOrder(units(image, image, cluster), order, drawn);
          expect([...found].sort((a, b) => a - b)).toEqual(image);
        },
      ),
      { seed: 15 },
    );
  });
});
