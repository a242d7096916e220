import { describe, expect, it } from "vitest";

describe("columns in toEqual", () => {
  it("are equal where all their numbers are, NaN too", () => {
    expect(Float64Array.of(1, Number.NaN, -0)).toEqual(Float64Array.of(1, Number.NaN, -0));
    expect({ of: [Uint8Array.of(1, 2)] }).toEqual({ of: [Uint8Array.of(1, 2)] });
  });

  it.each([
    ["another number", Float64Array.of(1, 2), Float64Array.of(1, 3)],
    ["0 for −0", Float64Array.of(0), Float64Array.of(-0)],
    ["fewer", Uint8Array.of(1, 2), Uint8Array.of(1)],
    ["another kind of column", Uint8Array.of(1, 2), Int8Array.of(1, 2)],
    ["a list", Uint8Array.of(1, 2), [1, 2]],
  ])("are not with %s", (_, a, b) => {
    expect(a).not.toEqual(b);
    expect(b).not.toEqual(a);
  });
});
