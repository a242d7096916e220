import { describe, expect, it } from "vitest";
import { parseWhere, rowsWhere } from "../../src/dataset/where.js";
import { truthOf } from "../evaluation/truth-of.js";
import { throwsCode } from "../support/throws-code.js";

const TRUTH = truthOf([
  ["a.png", ["deer"], "north"],
  ["b.png", ["fox"], "north"],
  ["c.png", ["fox"], "south"],
  ["d.png", null],
]);
const rows = (...texts: string[]) => [...rowsWhere(TRUTH, texts.map(parseWhere))];

describe("--where", () => {
  it("keeps rows with the value", () => {
    expect(rows("site=north")).toEqual([0, 1]);
    expect(rows()).toEqual([0, 1, 2, 3]);
    expect(rows("site=nowhere")).toEqual([]);
    expect(rows("site=")).toEqual([3]);
  });

  it("takes any of the values of one column and all of several columns", () => {
    expect(rows("site=north", "site=south")).toEqual([0, 1, 2]);
    expect(rows("site=north", "label=fox")).toEqual([1]);
  });

  it("names the nearest column for a mistyped one", () => {
    expect(() => rows("sites=north")).toThrow(throwsCode("labels/no-column"));
    expect(() => rows("stie=north")).toThrow("Did you mean site?");
    expect(() => parseWhere("north")).toThrow(throwsCode("usage/bad-option"));
  });
});
