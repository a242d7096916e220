import { describe, expect, it } from "vitest";
import { drawnUnits, isSelfWeighting, poolNames } from "../../src/formats/drawn-list.js";
import type { DrawnList } from "../../src/formats/drawn-list-types.js";

/** A list by its draws, labels given as `.` for none, `x` for one, `p` for one of the pilot. */
function list(labels: string, given: Partial<DrawnList> = {}): DrawnList {
  const n = labels.length;
  return {
    source: "list.csv",
    entryOf: Int32Array.from({ length: n }, (_, row) => row),
    design: "active",
    pool: 100,
    poolNames: null,
    draws: Array.from({ length: n }, (_, i) => [i + 1]),
    stratum: null,
    stratumPool: null,
    chance: new Float64Array(n).fill(0.01),
    isLabelled: Uint8Array.from(labels, (label) => Number(label !== ".")),
    isKnown: Uint8Array.from(labels, (label) => Number(label === "p")),
    ...given,
  };
}

/** Units are the rows that are labelled. */
const rowsOf = ({ isLabelled }: DrawnList): Int32Array =>
  Int32Array.from([...isLabelled.keys()].filter((row) => isLabelled[row] === 1));

describe("a list that is labelled from its top", () => {
  it.each([
    ["xxxxx", 5, 0],
    ["xxx..", 3, 0],
    ["xx.x.", 4, 1],
    // What the pilot knew further down is not reached yet, right behind the last label it is.
    ["xx..p", 2, 0],
    ["xxp.p", 3, 0],
    ["x.pxp", 5, 1],
    ["pp...", 2, 0],
    [".....", 0, 0],
  ])("of %s counts %d, of which %d passed over", (labels, drawn, skipped) => {
    const one = list(labels);
    const found = drawnUnits(one, rowsOf(one));
    expect([found.unit.length, found.skipped]).toEqual([drawn, skipped]);
    expect(found.unit.filter((unit) => unit < 0)).toHaveLength(skipped);
    expect(found.drawn).toMatchObject({ kind: "lure", pool: 100 });
  });

  it("counts by the numbers of the draws, wherever rows stand and if one is gone", () => {
    const gone = list("xxx", { draws: [[4], [1], [2]] });
    const { unit, skipped, drawn } = drawnUnits(gone, Int32Array.of(0, 1, 2));
    expect([[...unit], skipped]).toEqual([[1, 2, -1, 0], 1]);
    expect(drawn).toMatchObject({ probability: Float64Array.of(0.01, 0.01, 1, 0.01) });
  });

  it("with replacement counts draws up to the one that gives the next image", () => {
    const draws = [[1, 3, 9], [2], [5, 6], [8]];
    const all = list("xxxx", { design: "active-replacement", draws });
    expect(drawnUnits(all, rowsOf(all)).drawn).toMatchObject({ times: Int32Array.of(3, 1, 2, 1) });
    const part = list("xx..", { design: "active-replacement", draws });
    expect(drawnUnits(part, rowsOf(part)).drawn).toMatchObject({ times: Int32Array.of(2, 1) });
  });
});

describe("strata of a list", () => {
  const strata = {
    design: "neyman",
    chance: null,
    stratum: ["a", "b", "a", "b"],
    stratumPool: Float64Array.of(10, 90, 10, 90),
  } as const;

  it("have the sizes of the pool", () => {
    const one = list("xxxx", strata);
    expect(drawnUnits(one, rowsOf(one)).drawn).toEqual({
      kind: "stratified",
      stratum: Int32Array.of(0, 1, 0, 1),
      sizes: Float64Array.of(10, 90),
      pilot: Uint8Array.of(0, 0, 0, 0),
    });
    expect(isSelfWeighting(one)).toBe(false);
    expect(
      isSelfWeighting(list("xxxx", { ...strata, stratumPool: Float64Array.of(50, 50, 50, 50) })),
    ).toBe(true);
    // Rounding may make shares of `proportional` differ; those of another design are meant.
    const nearly = { ...strata, stratumPool: Float64Array.of(50, 60, 50, 60) };
    expect(isSelfWeighting(list("xxxx", { ...nearly, design: "proportional" }))).toBe(true);
    expect(isSelfWeighting(list("xxxx", nearly))).toBe(false);
  });

  it("have to be reached", () => {
    const one = list("x...", strata);
    expect(() => drawnUnits(one, rowsOf(one))).toThrow(/"b"/);
  });
});

describe("the names of a pool", () => {
  it("are known again in any order and below another folder", () => {
    const names = poolNames(["a/1.png", "b/2.png"]);
    expect(names).toMatch(/^crc32-[0-9a-f]{8}$/);
    expect(poolNames(["photos/b/2.png", "photos/a/1.png"])).toBe(names);
    expect(poolNames(["a/1.png", "b/3.png"])).not.toBe(names);
    expect(poolNames(["a/1.png", "b/2.png", "b/3.png"])).not.toBe(names);
  });
});
