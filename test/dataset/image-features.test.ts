import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { categoricalColumn, createTable } from "../../src/core/table.js";
import { featuresOfTable } from "../../src/dataset/feature-columns.js";
import { alikeFeatures, collectFeatures, sketch } from "../../src/dataset/image-features.js";
import { truthOf } from "../evaluation/truth-of.js";

describe("features of images", () => {
  it("are kept as they are, and one of another length or not finite counts as none", () => {
    const collected = collectFeatures("pool", 4);
    collected.add(2, [1, 2, 3]);
    collected.add(0, [4, 5, 6]);
    collected.add(1, [1, 2]);
    collected.add(3, [1, Number.NaN, 3]);
    const found = collected.finish()!;
    expect(found).toMatchObject({ source: "pool", given: 3, width: 3 });
    expect([...found.values]).toEqual([4, 5, 6, 0, 0, 0, 1, 2, 3, 0, 0, 0]);
    expect([...found.has]).toEqual([1, 0, 1, 0]);
    expect(collectFeatures("pool", 4).finish()).toBeNull();
  });

  it("of very many images are fewer numbers, with distances that are about the same", () => {
    const { uniform } = createRandom(1);
    const row = () => Float64Array.from({ length: 2000 }, () => uniform());
    const into = sketch(2000, 256);
    const ratios = Array.from({ length: 60 }, () => {
      const [a, b] = [row(), row()];
      const [x, y] = [new Float32Array(256), new Float32Array(256)];
      into(a, x);
      into(b, y);
      const squared = (u: ArrayLike<number>, v: ArrayLike<number>): number =>
        Array.from(u).reduce((sum, value, i) => sum + (value - v[i]!) ** 2, 0);
      return squared(x, y) / squared(a, b);
    });
    const mean = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
    const spread = Math.sqrt(ratios.reduce((sum, one) => sum + (one - 1) ** 2, 0) / ratios.length);
    // √(2/256) = 0.088 each.
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(spread).toBeGreaterThan(0.04);
    expect(spread).toBeLessThan(0.14);
    const collected = collectFeatures("pool", 100_000);
    collected.add(0, row());
    expect(collected.finish()).toMatchObject({ given: 2000, width: 256 });
  });

  it("of a table are its numbered columns, by image", () => {
    const read = truthOf([
      ["b.png", null],
      ["a.png", null],
      ["c.png", null],
    ]);
    const numbers = (...values: number[]) =>
      ({ kind: "numeric", values: Float64Array.from(values) }) as const;
    const attributes = createTable(
      3,
      new Map<string, ReturnType<typeof numbers> | ReturnType<typeof categoricalColumn>>([
        ["f0", numbers(1, 2, 3)],
        ["width", numbers(640, 640, 640)],
        ["f1", numbers(4, 5, Number.NaN)],
        ["p_deer", numbers(0, 1, 1)],
        ["camera", categoricalColumn(["x", "y", "y"])],
      ]),
    );
    const found = featuresOfTable({ ...read, attributes }, ["a.png", "b.png", "c.png", "d.png"]);
    expect(found).toMatchObject({ source: "labels.csv", given: 2 });
    expect([...found.values]).toEqual([2, 5, 1, 4, 0, 0, 0, 0]);
    expect([...found.has]).toEqual([1, 1, 0, 0]);
    const refused = (columns: Map<string, ReturnType<typeof categoricalColumn>>, code: string) =>
      expect(() =>
        featuresOfTable({ ...read, attributes: createTable(3, columns) }, ["a.png"]),
      ).toThrow(expect.objectContaining({ code }));
    refused(new Map([["camera", categoricalColumn(["x", "y", "y"])]]), "features/no-column");
    refused(new Map([["f1", categoricalColumn(["x", "y", "y"])]]), "features/not-numbers");
    // The cell that has to be mended, not the first one.
    const mixed = createTable(3, new Map([["f1", categoricalColumn(["1.5", "2", "n.d."])]]));
    expect(() => featuresOfTable({ ...read, attributes: mixed }, ["a.png"])).toThrow(
      expect.objectContaining({ what: 'the column f1 holds words, such as "n.d."' }),
    );
  });

  it("of two sets are compared in the same numbers, or not at all", () => {
    const { uniform } = createRandom(2);
    const set = (images: number, given: number, of = images) => {
      const collected = collectFeatures("pool", of);
      for (let i = 0; i < images; i++) {
        collected.add(
          i,
          Float64Array.from({ length: given }, () => uniform()),
        );
      }
      return collected.finish()!;
    };
    const [few, other] = [set(3, 512), set(2, 512)];
    expect(alikeFeatures(few, other)).toEqual([few, other]);
    // What one side lost, because it has very many images, the other one leaves out too.
    const reduced = set(2, 512, 50_000);
    expect(reduced.width).toBe(256);
    const [own, same] = alikeFeatures(reduced, few);
    expect([own.width, same.width]).toEqual([256, 256]);
    expect(same.given).toBe(512);
    const expected = new Float32Array(256);
    sketch(512, 256)(few.values.subarray(512, 1024), expected);
    expect(same.values.subarray(256, 512)).toEqual(expected);
    expect(alikeFeatures(set(2, 600), set(2, 600)).map(({ width }) => width)).toEqual([256, 256]);
    expect(() => alikeFeatures(few, set(2, 511))).toThrow(
      expect.objectContaining({ code: "features/other-length" }),
    );
  });
});
